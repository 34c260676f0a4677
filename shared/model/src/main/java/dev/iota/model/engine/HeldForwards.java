package dev.iota.model.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The forwards of a stage whose backwards are still to come, and what is kept of them. */
final class HeldForwards implements AutoCloseable {
    private final int stage;
    private final GraphBudget budget;
    private final Map<Long, HeldForward> held = new HashMap<>();

    HeldForwards(int stage, GraphBudget budget) {
        this.stage = stage;
        this.budget = budget;
    }

    boolean has(long id) {
        return held.containsKey(id);
    }

    /** Microbatches that are held, in order of their ids. */
    List<Long> ids() {
        return held.keySet().stream().sorted().toList();
    }

    /** @throws IllegalStateException if the microbatch is not held */
    HeldForward get(long id) {
        var forward = held.get(id);
        if (forward == null) {
            throw new IllegalStateException("microbatch %d is not held at stage %d".formatted(id, stage));
        }
        return forward;
    }

    /** @throws IllegalStateException if the microbatch is held */
    void requireAbsent(long id) {
        if (held.containsKey(id)) {
            throw new IllegalStateException("microbatch %d is held at stage %d already".formatted(id, stage));
        }
    }

    /** How much of one more forward there is room for. */
    HeldForward.Level level() {
        return budget.level();
    }

    /** Whether the graph of a forward fits that is differentiated at once. */
    boolean hasRoomForGraph() {
        return budget.hasRoomForGraph();
    }

    /** Native memory in use; to be asked before a forward that is to be {@link #keep kept}. */
    OptionalLong memoryInUse() {
        return budget.inUse();
    }

    /**
     * Holds a forward that was made since {@link #memoryInUse} said {@code before}; one that turns out not to fit is
     * closed, and the input held instead.
     */
    void keep(long id, HeldForward.Chain made, OptionalLong before) {
        var bytes = made.isGraph() ? budget.keepGraph(before) : budget.keepInputs();
        if (budget.isExceeded()) {
            budget.release(bytes);
            held.put(id, new HeldForward.Input(made.input()));
            made.close();
        } else {
            held.put(id, new HeldForward.Chain(made.manager(), made.input(), made.chains(), bytes));
        }
    }

    void keep(long id, HeldForward.Input input) {
        held.put(id, input);
    }

    /** Lets go of a forward and of what is kept of it; nothing happens if there is none. */
    void drop(long id) {
        if (held.remove(id) instanceof HeldForward.Chain chain) {
            budget.release(chain.bytes());
            chain.close();
        }
    }

    /** Bytes that graphs and block inputs hold. */
    long graphBytes() {
        return budget.kept();
    }

    @Override
    public void close() {
        ids().forEach(this::drop);
    }
}
