package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.Fields;
import dev.iota.local.cloud.states.definition.State;
import java.util.ArrayList;

/** Passes through a graph for each item of an array. */
final class MapState {
    /** Bound of the service itself for a Map that is not distributed. */
    private static final int MOST_AT_ONCE = 40;

    private final TurnContext turnContext;
    private final Forks forks;

    MapState(TurnContext turnContext, Forks forks) {
        this.turnContext = turnContext;
        this.forks = forks;
    }

    void enter(Flow flow, State.Each each) throws FailedException {
        var scope = turnContext.scopes().of(flow);
        var items = each.items() == null ? flow.input() : each.items().evaluate("Items", scope);
        if (!items.isArray()) {
            throw new FailedException(Failure.QUERY, "Items is %s; it must be an array".formatted(items)).at("Items");
        }
        var asked = each.concurrency() == null
                ? 0
                : each.concurrency().number("MaxConcurrency", 0, Fields.LONGEST_SECONDS, scope);
        var atOnce = asked == 0 ? MOST_AT_ONCE : Math.min(asked, MOST_AT_ONCE);
        var inputs = new ArrayList<JsonNode>();
        for (var item : items) {
            inputs.add(
                    each.selector() == null
                            ? item
                            : each.selector()
                                    .evaluate(
                                            "ItemSelector", turnContext.scopes().withItem(flow, inputs.size(), item)));
        }
        var details = Events.details().put("length", inputs.size());
        forks.fork(
                turnContext.events().add(flow, "MapStateStarted", "mapStateStartedEventDetails", details), inputs, (int)
                        atOnce);
    }
}
