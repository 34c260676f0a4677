package dev.iota.miner.agent;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.model.program.StageMemory;
import java.util.Locale;

/**
 * How a miner uses its memory, decided before anything is allocated.
 *
 * @param slots microbatches that it can hold
 * @param graphBudget bytes for what is kept of held microbatches: autograd graphs, then block inputs
 */
public record MemoryPlan(int slots, long graphBudget) {
    /** Copies of its boundary tensors that a held microbatch needs at one time: fetched, decoded, computed, stored. */
    private static final int COPIES = 4;
    /** Steps' worth of microbatches that are held, if there is room: one in the engine and one on its way. */
    private static final int STEPS_AHEAD = 2;
    /** Of a long step, as many as are on their way at one time: a miner that holds more computes no more. */
    private static final int ON_THEIR_WAY = 64;

    private static final double GIB = 1L << 30;

    /** Bytes without which a stage cannot be worked on: one microbatch more than a step has on its way, none kept. */
    public static long needed(ModelSpec model, TrainingSpec training, int stage) {
        var memory = StageMemory.of(model, training, stage);
        return memory.total() + (long) fewest(training) * COPIES * memory.boundary();
    }

    private static int fewest(TrainingSpec training) {
        return ofAStep(training) + 1;
    }

    private static int ofAStep(TrainingSpec training) {
        return Math.min(training.microbatchesPerStep(), ON_THEIR_WAY);
    }

    /** The plan for a stage that fits. */
    public static MemoryPlan of(ModelSpec model, TrainingSpec training, int stage, long bytes) {
        var memory = StageMemory.of(model, training, stage);
        var slotBytes = COPIES * memory.boundary();
        var free = bytes - memory.total();
        var most = Math.max(fewest(training), STEPS_AHEAD * ofAStep(training));
        var slots = Math.clamp(free / Math.max(1, slotBytes), fewest(training), most);
        return new MemoryPlan(slots, free - slots * slotBytes);
    }

    /**
     * @param bytes that the miner may use
     * @throws AgentException of kind {@code DOES_NOT_FIT} with the numbers, if the stage does not fit
     */
    static MemoryPlan of(RunSpec spec, int stage, long bytes) {
        var memory = StageMemory.of(spec.model(), spec.training(), stage);
        var needed = needed(spec.model(), spec.training(), stage);
        if (needed > bytes) {
            throw new AgentException(
                    AgentException.Kind.DOES_NOT_FIT,
                    String.format(
                            Locale.ROOT,
                            "stage %d of run '%s' needs %.2f GiB (weights %.2f, copies %.2f, moments %.2f, "
                                    + "gradients %.2f, work %.2f) and this "
                                    + "miner may use %.2f GiB: raise --memory, lower --miners, or use a "
                                    + "machine with more memory",
                            stage,
                            spec.run(),
                            needed / GIB,
                            memory.weights() / GIB,
                            memory.copies() / GIB,
                            memory.moments() / GIB,
                            memory.gradients() / GIB,
                            memory.working() / GIB,
                            bytes / GIB),
                    null);
        }
        return of(spec.model(), spec.training(), stage, bytes);
    }

    /** Whether the microbatch at work may have its graph in memory, beside those that keep theirs. */
    public boolean hasGraphAtWork(StageMemory memory) {
        return memory.kept().graphAtWork() <= graphBudget;
    }

    /** Of the microbatches that it can hold, how many keep their graph. */
    public int graphs(StageMemory memory) {
        var room = graphBudget - memory.kept().graphAtWork();
        return Math.toIntExact(Math.clamp(room / Math.max(1, memory.kept().graph()), 0, slots));
    }

    /** How many keep their block inputs; the others keep the stage's input. */
    public int blockInputs(StageMemory memory) {
        return hasGraphAtWork(memory)
                ? 0
                : (int) Math.min(slots, graphBudget / Math.max(1, memory.kept().inputs()));
    }
}
