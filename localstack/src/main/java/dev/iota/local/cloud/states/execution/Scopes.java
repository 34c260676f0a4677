package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.local.cloud.states.definition.Evaluator;
import dev.iota.local.cloud.states.definition.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the expressions of a flow's state see. */
final class Scopes {
    private final ExecutionState executionState;
    private final Flows flows;
    private final Instant now;
    private final Evaluator evaluator;

    Scopes(ExecutionState executionState, Flows flows, Instant now, Evaluator evaluator) {
        this.executionState = executionState;
        this.flows = flows;
        this.now = now;
        this.evaluator = evaluator;
    }

    Scope of(Flow flow) {
        return scope(flow, context(flow));
    }

    /** The same with the token of an attempt. */
    Scope withToken(Flow flow, String attempt) {
        var context = context(flow);
        context.putObject("Task").put("Token", new Token(executionState.key(), flow.id(), attempt).text());
        return scope(flow, context);
    }

    /** The same with an item of a Map state. */
    Scope withItem(Flow flow, int index, JsonNode item) {
        var context = context(flow);
        context.putObject("Map").putObject("Item").put("Index", index).set("Value", item);
        return scope(flow, context);
    }

    private Scope scope(Flow flow, ObjectNode context) {
        var states = JsonNodeFactory.instance.objectNode();
        states.set("input", flow.input());
        states.set("context", context);
        return new Scope(variables(flow), states, now, evaluator);
    }

    private Map<String, JsonNode> variables(Flow flow) {
        if (flow.isRoot()) {
            return flow.variables();
        }
        var seen = new HashMap<>(variables(flows.parent(flow)));
        seen.putAll(flow.variables());
        return seen;
    }

    private ObjectNode context(Flow flow) {
        var start = executionState.start();
        var context = JsonNodeFactory.instance.objectNode();
        context.putObject("Execution")
                .put("Id", start.arn())
                .put("Name", start.name())
                .put("RoleArn", start.machine().roleArn())
                .put("StartTime", start.at().toString())
                .set("Input", executionState.input());
        context.putObject("StateMachine")
                .put("Id", start.machine().arn())
                .put("Name", start.machine().name());
        context.putObject("State")
                .put("Name", flow.state())
                .put("EnteredTime", flow.visit().entered().toString())
                .put(
                        "RetryCount",
                        flow.visit().retries().stream()
                                .mapToInt(Integer::intValue)
                                .sum());
        return context;
    }
}
