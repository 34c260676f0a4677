package dev.iota.model.engine;

import dev.iota.model.torch.NativeMemory;
import java.util.OptionalLong;

/**
 * Bytes that kept graphs hold, against a limit. A graph is measured as the growth of native memory in use around its
 * forward; where that cannot be had, or is far off because another thread allocated meanwhile, it is estimated.
 */
final class GraphBudget {
    /** A measurement is believed within this factor of the estimate. */
    private static final double PLAUSIBLE = 3;

    private final long limit;
    private final long estimate;
    private final NativeMemory memory;
    private long kept;
    private long expected;

    /**
     * @param limit bytes
     * @param estimate bytes that one graph is thought to keep
     */
    GraphBudget(long limit, long estimate, NativeMemory memory) {
        this.limit = limit;
        this.estimate = estimate;
        this.expected = estimate;
        this.memory = memory;
    }

    /** Whether one more graph fits. */
    boolean hasRoom() {
        return kept + expected <= limit;
    }

    /** Whether the newest graph was larger than it was expected to be, and does not fit. */
    boolean isExceeded() {
        return kept > limit;
    }

    OptionalLong inUse() {
        return memory.inUse();
    }

    /** Counts a graph that was made since {@link #inUse} said {@code before}; returns the bytes to {@link #release}. */
    long keep(OptionalLong before) {
        var after = memory.inUse();
        if (before.isPresent() && after.isPresent()) {
            var grown = after.getAsLong() - before.getAsLong();
            if (grown > estimate / PLAUSIBLE && grown < estimate * PLAUSIBLE) {
                expected = grown;
            }
        }
        kept += expected;
        return expected;
    }

    void release(long bytes) {
        kept -= bytes;
    }

    long kept() {
        return kept;
    }

    /** Bytes of one graph, measured if one was kept and could be measured. */
    long expected() {
        return expected;
    }
}
