package dev.iota.model.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The forwards of a stage whose backwards are still to come, and what their graphs keep. */
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

    boolean hasRoomForGraph() {
        return budget.hasRoom();
    }

    /** Native memory in use; to be asked before a forward whose graph is to be {@link #keep kept}. */
    OptionalLong memoryInUse() {
        return budget.inUse();
    }

    /**
     * Holds a graph that was made since {@link #memoryInUse} said {@code before}; one that turns out not to fit is
     * closed, and the input held instead.
     */
    void keep(long id, StageInput input, HeldForward.Graph graph, OptionalLong before) {
        var bytes = budget.keep(before);
        if (budget.isExceeded()) {
            budget.release(bytes);
            held.put(id, new HeldForward.Input(input, graph.shape()));
            graph.close();
        } else {
            held.put(id, new HeldForward.Graph(graph.manager(), graph.leaf(), graph.output(), bytes));
        }
    }

    void keep(long id, HeldForward.Input input) {
        held.put(id, input);
    }

    /** Lets go of a forward and of its graph; nothing happens if there is none. */
    void drop(long id) {
        if (held.remove(id) instanceof HeldForward.Graph graph) {
            budget.release(graph.bytes());
            graph.close();
        }
    }

    /** Bytes that kept graphs hold. */
    long graphBytes() {
        return budget.kept();
    }

    @Override
    public void close() {
        ids().forEach(this::drop);
    }
}
