package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.State;
import dev.iota.local.cloud.states.execution.Phase.Done;
import dev.iota.local.cloud.states.execution.Phase.Forked;
import dev.iota.local.cloud.states.execution.Phase.Queued;
import java.util.List;
import java.util.Map;

/** The flows within a state: branches and iterations begin, end, and are abandoned. */
final class Forks {
    private final TurnContext turnContext;
    private final Course course;

    Forks(TurnContext turnContext, Course course) {
        this.turnContext = turnContext;
        this.course = course;
    }

    /** Makes a flow for each input, of which so many begin at once. */
    void fork(Flow parent, List<JsonNode> inputs, int atOnce) {
        var flows = turnContext.flows();
        var forked = parent.in(new Forked(flows.next(), inputs.size()));
        flows.put(forked);
        for (var index = 0; index < inputs.size(); index++) {
            var child = new Flow(
                    flows.next(),
                    parent.id(),
                    index,
                    Map.of(),
                    Visit.begin(flows.graph(parent, index).start(), inputs.get(index), turnContext.now()),
                    parent.lastEvent(),
                    new Queued());
            flows.add(child);
            if (index < atOnce) {
                launch(child);
            }
        }
        if (inputs.isEmpty()) {
            joined(forked);
        }
    }

    /** Lets a queued flow begin. */
    private void launch(Flow child) {
        var begun = iteration(child, "MapIterationStarted", "mapIterationStartedEventDetails");
        course.enter(begun, begun.state(), begun.input());
    }

    /** A flow has come to the end of its graph: another one may begin, or all are done. */
    void done(Flow flow, JsonNode output) {
        turnContext
                .flows()
                .put(iteration(flow, "MapIterationSucceeded", "mapIterationSucceededEventDetails")
                        .in(new Done(output)));
        var parent = turnContext.flows().parent(flow);
        var open = 0;
        for (var child : turnContext.flows().children(parent)) {
            if (child.phase() instanceof Queued) {
                launch(child);
                return;
            }
            open += child.phase() instanceof Done ? 0 : 1;
        }
        if (open == 0) {
            joined(parent);
        }
    }

    private void joined(Flow parent) {
        try {
            join(parent);
        } catch (FailedException e) {
            course.failed(parent, e);
        }
    }

    /** All flows within a state are done. */
    private void join(Flow parent) throws FailedException {
        var results = JsonNodeFactory.instance.arrayNode();
        for (var child : turnContext.flows().children(parent)) {
            results.add(((Done) child.phase()).output());
            turnContext.flows().remove(child);
        }
        var state = turnContext.flows().state(parent);
        var joined = parent.after(turnContext.events().add(state.type() + "StateSucceeded", parent.lastEvent()));
        var scope = turnContext.scopes().of(joined).with("result", results);
        course.leave(joined, state.exits().getFirst(), scope, results);
    }

    /**
     * A flow has failed for good: so has the state around it, and whoever works for one of the other flows will hear
     * that nobody waits.
     */
    void failed(Flow flow, Failure failure) {
        var parent = turnContext.flows().parent(flow);
        iteration(flow, "MapIterationFailed", "mapIterationFailedEventDetails");
        abandon(parent);
        var type = turnContext.flows().state(parent).type() + "StateFailed";
        course.failed(parent.after(turnContext.events().add(type, parent.lastEvent())), failure);
    }

    private void abandon(Flow parent) {
        for (var child : turnContext.flows().children(parent)) {
            abandon(child);
            turnContext.flows().remove(child);
        }
    }

    /** An event about an iteration; branches have none of their own. */
    private Flow iteration(Flow flow, String type, String member) {
        var parent = turnContext.flows().parent(flow);
        return turnContext.flows().state(parent) instanceof State.Each
                ? turnContext
                        .events()
                        .add(
                                flow,
                                type,
                                member,
                                Events.details().put("name", parent.state()).put("index", flow.index()))
                : flow;
    }
}
