package dev.iota.model.engine;

import dev.iota.model.torch.NativeMemory;
import java.util.OptionalLong;

/**
 * Bytes that kept graphs and block inputs hold, against a limit. A graph is
 * measured as the growth of native memory in use around its forward; where that cannot be had, or is far off because
 * another thread allocated meanwhile, it is estimated. The size of block inputs is known.
 */
final class GraphBudget {
    /** A measurement is believed within this factor of the estimate. */
    private static final double PLAUSIBLE = 3;

    private final long limit;
    private final long estimate;
    private final long inputs;
    private final int slices;
    private final NativeMemory memory;
    private long kept;
    private long expected;

    /**
     * @param limit bytes
     * @param estimate bytes that one graph is thought to keep
     * @param inputs bytes of the block inputs of one forward
     * @param slices in which a forward that is differentiated at once is computed, with the graph of one at a time
     */
    GraphBudget(long limit, long estimate, long inputs, int slices, NativeMemory memory) {
        this.limit = limit;
        this.estimate = estimate;
        this.inputs = inputs;
        this.slices = slices;
        this.expected = estimate;
        this.memory = memory;
    }

    /**
     * What to keep of one more forward, so that all backwards together take least. Where there is room for a graph at
     * work, a stage's input costs one forward more, as much as block inputs do; so that room is left free, and block
     * inputs are kept only where there is none.
     */
    HeldForward.Level level() {
        if (expected <= limit - kept - expected / slices) {
            return HeldForward.Level.GRAPH;
        }
        return !hasRoomForGraph() && inputs <= limit - kept
                ? HeldForward.Level.BLOCK_INPUTS
                : HeldForward.Level.STAGE_INPUT;
    }

    /** Whether the graph of a forward fits that is differentiated at once. */
    boolean hasRoomForGraph() {
        return expected / slices <= limit - kept;
    }

    /** Whether the newest graph was larger than it was expected to be, and does not fit. */
    boolean isExceeded() {
        return kept > limit;
    }

    OptionalLong inUse() {
        return memory.inUse();
    }

    /** Counts a graph that was made since {@link #inUse} said {@code before}; returns the bytes to {@link #release}. */
    long keepGraph(OptionalLong before) {
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

    /** Counts the block inputs of a forward; returns the bytes to {@link #release}. */
    long keepInputs() {
        kept += inputs;
        return inputs;
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
