package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many weights the stages of a model hold, computed without allocating any.
 *
 * @param stages elements of each stage
 */
public record ParameterCounts(List<Long> stages) {

    public ParameterCounts {
        stages = List.copyOf(stages);
    }

    public static ParameterCounts of(ModelSpec model) {
        return new ParameterCounts(IntStream.range(0, model.stages())
                .mapToObj(stage -> StageProgram.parameters(model, stage).stream()
                        .mapToLong(Parameter::elements)
                        .sum())
                .toList());
    }

    public long total() {
        return stages.stream().mapToLong(Long::longValue).sum();
    }

    /** The part of the model's clipping norm that a stage has: √(P_stage / P_total), so that no exchange is needed. */
    public double clipShare(int stage) {
        return Math.sqrt((double) stages.get(stage) / total());
    }
}
