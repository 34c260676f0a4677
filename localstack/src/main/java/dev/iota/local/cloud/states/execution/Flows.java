package dev.iota.local.cloud.states.execution;

import dev.iota.local.cloud.states.definition.Graph;
import dev.iota.local.cloud.states.definition.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The flows of an execution as one turn leaves them. */
final class Flows {
    private final ExecutionState executionState;

    /** Null for those that are no more. */
    private final Map<Integer, @Nullable Flow> changed = new LinkedHashMap<>();

    private int next;

    Flows(ExecutionState executionState) {
        this.executionState = executionState;
        this.next = executionState.nextFlow();
    }

    @Nullable Flow find(int id) {
        return changed.containsKey(id) ? changed.get(id) : executionState.find(id);
    }

    Flow parent(Flow flow) {
        return Objects.requireNonNull(find(flow.parent()));
    }

    /** The flow, if it works for this attempt. */
    @Nullable Flow working(int id, String attempt) {
        var flow = find(id);
        return flow != null
                        && flow.phase() instanceof Phase.Working working
                        && working.attempt().equals(attempt)
                ? flow
                : null;
    }

    /** The flows within a state, as far as they are not abandoned. */
    List<Flow> children(Flow parent) {
        var children = new ArrayList<Flow>();
        if (parent.phase() instanceof Phase.Forked forked) {
            for (var id = forked.first(); id < forked.first() + forked.count(); id++) {
                var child = find(id);
                if (child != null) {
                    children.add(child);
                }
            }
        }
        return children;
    }

    /** The number of the next flow that is made. */
    int next() {
        return next;
    }

    /** Adds a flow, which must have the number {@link #next}. */
    void add(Flow flow) {
        next++;
        put(flow);
    }

    void put(Flow flow) {
        changed.put(flow.id(), flow);
    }

    void remove(Flow flow) {
        changed.put(flow.id(), null);
    }

    void removeAll() {
        executionState.flows().forEach(this::remove);
        changed.replaceAll((_, _) -> null);
    }

    boolean isUnchanged(Flow flow) {
        return !changed.containsKey(flow.id());
    }

    /** Whether this is what the turn leaves of the flow. */
    boolean isLast(Flow flow) {
        return flow.equals(changed.get(flow.id()));
    }

    /** The state in which a flow is. */
    State state(Flow flow) {
        var graph = flow.isRoot() ? executionState.definition().graph() : graph(parent(flow), flow.index());
        return graph.state(flow.state());
    }

    /** The graph in which the flow with this index within {@code parent} runs. */
    Graph graph(Flow parent, int index) {
        var graphs = state(parent).graphs();
        return graphs.get(state(parent) instanceof State.Parallel ? index : 0);
    }

    /** All that was changed. */
    Commit commit(Events events, @Nullable Ending end) {
        var flows = new ArrayList<Flow>();
        var gone = new TreeSet<Integer>();
        changed.forEach((id, flow) -> {
            if (flow == null) {
                gone.add(id);
            } else {
                flows.add(flow);
            }
        });
        return new Commit(events.added(), flows, gone, end);
    }
}
