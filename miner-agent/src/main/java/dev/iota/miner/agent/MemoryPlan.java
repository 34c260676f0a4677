package dev.iota.miner.agent;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.run.RunSpec;
import dev.iota.model.program.StageMemory;
import java.util.Locale;

/**
 * How a miner uses its memory, decided before anything is allocated.
 *
 * @param slots microbatches that it can hold
 * @param graphBudget bytes for autograd graphs that are kept
 */
record MemoryPlan(int slots, long graphBudget) {
    /** Copies of its boundary tensors that a held microbatch needs at one time: fetched, decoded, computed, stored. */
    private static final int COPIES = 4;
    /** Steps' worth of microbatches that are held, if there is room: one in the engine and one on its way. */
    private static final int STEPS_AHEAD = 2;

    private static final double GIB = 1L << 30;

    /**
     * @param bytes that the miner may use
     * @throws AgentException of kind {@code DOES_NOT_FIT} with the numbers, if the stage does not fit
     */
    static MemoryPlan of(RunSpec spec, int stage, long bytes) {
        var model = spec.model();
        var training = spec.training();
        var memory = StageMemory.of(model, training, stage);
        var fewest = training.microbatchesPerStep() + 1;
        var slotBytes = COPIES * memory.boundary();
        var needed = memory.total() + fewest * slotBytes;
        if (needed > bytes) {
            throw new AgentException(
                    AgentException.Kind.DOES_NOT_FIT,
                    String.format(
                            Locale.ROOT,
                            "stage %d of run '%s' needs %.2f GiB (weights %.2f, moments %.2f, "
                                    + "gradients %.2f, one graph %.2f) and this "
                                    + "miner may use %.2f GiB: raise --memory, lower --miners, or use a "
                                    + "machine with more memory",
                            stage,
                            spec.run(),
                            needed / GIB,
                            memory.weights() / GIB,
                            memory.moments() / GIB,
                            memory.gradients() / GIB,
                            memory.graph() / GIB,
                            bytes / GIB),
                    null);
        }
        var free = bytes - memory.total();
        var most = Math.max(fewest, STEPS_AHEAD * training.microbatchesPerStep());
        var slots = Math.clamp(free / Math.max(1, slotBytes), fewest, most);
        // One graph is in the total already: it is the first that the budget pays for.
        return new MemoryPlan(slots, free - slots * slotBytes + memory.graph());
    }
}
