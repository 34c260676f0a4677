package dev.iota.miner.agent;

import dev.iota.core.run.RunSpec;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The memory that miners of one machine share: each by what its stage needs, since a tail with a large vocabulary needs
 * twenty times what a body does. Which stages the others have is not known. They are taken to be spread evenly, and the
 * ones too many to have the stages that need most.
 *
 * <p>What miners of one process take is counted: together they never get more than there is.
 */
public final class SharedMemory {
    private final int miners;
    private long taken;

    /** @param miners of the machine, all of one run */
    SharedMemory(int miners) {
        this.miners = miners;
    }

    /**
     * The part of one miner.
     *
     * @param all bytes that they share
     */
    static long share(RunSpec spec, int stage, long all, int miners) {
        var stages = spec.model().stages();
        var sets = miners / stages;
        var own = need(spec, stage);
        var rest = IntStream.range(0, stages)
                .filter(other -> sets > 0 || other != stage)
                .mapToObj(other -> need(spec, other))
                .sorted(Comparator.reverseOrder())
                .limit(sets > 0 ? miners % stages : miners - 1)
                .mapToDouble(Long::doubleValue)
                .sum();
        var full = IntStream.range(0, stages)
                .mapToDouble(other -> need(spec, other))
                .sum();
        return (long) (all * (own / (sets > 0 ? sets * full + rest : own + rest)));
    }

    private static long need(RunSpec spec, int stage) {
        return MemoryPlan.needed(spec.model(), spec.training(), stage);
    }

    /** Takes the part of one miner, or what is left. */
    synchronized long take(RunSpec spec, int stage, long all) {
        var bytes = Math.max(0, Math.min(share(spec, stage, all, miners), all - taken));
        taken += bytes;
        return bytes;
    }

    /** Gives back what was taken. */
    synchronized void give(long bytes) {
        taken -= bytes;
    }
}
