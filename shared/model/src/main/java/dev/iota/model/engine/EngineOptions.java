package dev.iota.model.engine;

import dev.iota.core.run.ModelSpec;
import java.util.Optional;

/**
 * How an engine runs on this machine; nothing here changes what it computes, but for {@code clipAs}.
 *
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param threads CPU threads of one operation, for the whole process; 0 for as many as there are cores
 * @param graphBudget bytes that kept autograd graphs may hold; 0 to always recompute
 * @param clipAs the staged model whose stages are clipped apart, for an engine that holds several of them; by
 *     default the engine's own
 */
public record EngineOptions(String device, int threads, long graphBudget, Optional<ModelSpec> clipAs) {

    public EngineOptions {
        if (threads < 0 || graphBudget < 0) {
            throw new IllegalArgumentException(
                    "threads %d and graphBudget %d must not be negative".formatted(threads, graphBudget));
        }
    }

    public static EngineOptions cpu(int threads, long graphBudget) {
        return new EngineOptions("cpu", threads, graphBudget, Optional.empty());
    }

    public EngineOptions clippedAs(ModelSpec staged) {
        return new EngineOptions(device, threads, graphBudget, Optional.of(staged));
    }
}
