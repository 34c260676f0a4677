package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One line of control of an execution: the execution itself, a branch or an iteration.
 *
 * @param id its number in the execution; that of the execution itself is {@link #ROOT}
 * @param parent the flow in whose state it runs; that of the root is -1
 * @param index which branch or iteration of the parent's state it is
 * @param variables those assigned within it; the parent's are seen too
 * @param visit its stay in the state in which it is
 * @param lastEvent number of its last event in the history
 * @param phase what it does there
 */
public record Flow(
        int id, int parent, int index, Map<String, JsonNode> variables, Visit visit, long lastEvent, Phase phase) {
    static final int ROOT = 0;
    private static final int NONE = -1;

    static Flow root(String state, JsonNode input, Instant now, long lastEvent) {
        return new Flow(ROOT, NONE, 0, Map.of(), Visit.begin(state, input, now), lastEvent, new Phase.Arriving());
    }

    boolean isRoot() {
        return id == ROOT;
    }

    /** Name of the state in which it is. */
    String state() {
        return visit.state();
    }

    /** What it entered the state with. */
    JsonNode input() {
        return visit.input();
    }

    Flow in(Phase next) {
        return new Flow(id, parent, index, variables, visit, lastEvent, next);
    }

    Flow after(long event) {
        return new Flow(id, parent, index, variables, visit, event, phase);
    }

    Flow entering(String next, JsonNode nextInput, Instant now) {
        return new Flow(
                id, parent, index, variables, Visit.begin(next, nextInput, now), lastEvent, new Phase.Arriving());
    }

    Flow assigning(Map<String, JsonNode> assigned) {
        var more = new HashMap<>(variables);
        more.putAll(assigned);
        return new Flow(id, parent, index, more, visit, lastEvent, phase);
    }

    /** One more retry by a retrier. */
    Flow retrying(int retrier, Instant until) {
        return new Flow(id, parent, index, variables, visit.retriedBy(retrier), lastEvent, new Phase.Retrying(until));
    }
}
