package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of control of an execution: the execution itself, a branch or an iteration.
 *
 * @param id its number in the execution; that of the execution itself is {@link #ROOT}
 * @param parent the flow in whose state it runs; that of the root is -1
 * @param index which branch or iteration of the parent's state it is
 * @param variables those assigned within it; the parent's are seen too
 * @param state name of its state
 * @param entered when it entered the state
 * @param input what it entered the state with
 * @param retries how often each retrier of the state has retried
 * @param lastEvent number of its last event in the history
 * @param phase what it does there
 */
public record Flow(
        int id,
        int parent,
        int index,
        Map<String, JsonNode> variables,
        String state,
        Instant entered,
        JsonNode input,
        List<Integer> retries,
        long lastEvent,
        Phase phase) {
    static final int ROOT = 0;
    private static final int NONE = -1;

    static Flow root(String state, JsonNode input, Instant now, long lastEvent) {
        return new Flow(ROOT, NONE, 0, Map.of(), state, now, input, List.of(), lastEvent, new Phase.Arriving());
    }

    boolean isRoot() {
        return id == ROOT;
    }

    Flow in(Phase next) {
        return new Flow(id, parent, index, variables, state, entered, input, retries, lastEvent, next);
    }

    Flow after(long event) {
        return new Flow(id, parent, index, variables, state, entered, input, retries, event, phase);
    }

    Flow entering(String next, JsonNode nextInput, Instant now) {
        return new Flow(id, parent, index, variables, next, now, nextInput, List.of(), lastEvent, new Phase.Arriving());
    }

    Flow assigning(Map<String, JsonNode> assigned) {
        var more = new HashMap<>(variables);
        more.putAll(assigned);
        return new Flow(id, parent, index, more, state, entered, input, retries, lastEvent, phase);
    }

    /** One more retry by a retrier. */
    Flow retrying(int retrier, Instant until) {
        var counts = new ArrayList<>(retries);
        while (counts.size() <= retrier) {
            counts.add(0);
        }
        counts.set(retrier, counts.get(retrier) + 1);
        return new Flow(
                id, parent, index, variables, state, entered, input, counts, lastEvent, new Phase.Retrying(until));
    }

    /** How often a retrier has retried. */
    int retriesBy(int retrier) {
        return retrier < retries.size() ? retries.get(retrier) : 0;
    }
}
