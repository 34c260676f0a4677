package dev.iota.local.cloud.states.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/** What an expression sees: variables, {@code $states}, and the time; and who computes it. */
public final class Scope {
    private final Map<String, JsonNode> variables;
    private final ObjectNode states;
    private final Instant now;
    private final Evaluator evaluator;

    public Scope(Map<String, JsonNode> variables, ObjectNode states, Instant now, Evaluator evaluator) {
        this.variables = variables;
        this.states = states;
        this.now = now;
        this.evaluator = evaluator;
    }

    /** The same with one more member of {@code $states}. */
    public Scope with(String member, JsonNode value) {
        var more = JsonNodeFactory.instance.objectNode();
        more.setAll(states);
        more.set(member, value);
        return new Scope(variables, more, now, evaluator);
    }

    /** @throws FailedException if it cannot be computed or has no value */
    JsonNode evaluate(String expression) throws FailedException {
        return evaluator.evaluate(new Query(expression, variables, states, now));
    }
}
