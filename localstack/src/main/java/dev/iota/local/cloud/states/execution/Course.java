package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.Scope;
import dev.iota.local.cloud.states.definition.StateExit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** How flows get from state to state, what failures lead to, and how the execution ends. */
final class Course {
    /** Bound of the service itself: bytes of any data. */
    private static final int LARGEST_DATA = 256 << 10;

    private final TurnContext turnContext;
    private final Forks forks;
    private final Deque<Integer> arriving = new ArrayDeque<>();
    private @Nullable Ending end;

    Course(TurnContext turnContext) {
        this.turnContext = turnContext;
        this.forks = new Forks(turnContext, this);
    }

    /** The flows within states. */
    Forks forks() {
        return forks;
    }

    /** How the execution ended, or null. */
    @Nullable Ending end() {
        return end;
    }

    /** The execution's own flow begins. */
    void begin(Flow root) {
        turnContext.flows().put(root);
        arriving.add(root.id());
    }

    /** The next flow that can enter its state, or null if all wait. */
    @Nullable Flow arrival() {
        while (end == null) {
            var next = arriving.poll();
            if (next == null) {
                return null;
            }
            var flow = turnContext.flows().find(next);
            if (flow != null && flow.phase() instanceof Phase.Arriving) {
                return flow;
            }
        }
        return null;
    }

    /** Lets a flow enter a state as soon as it is its turn. */
    void enter(Flow flow, String state, JsonNode input) {
        turnContext.flows().put(flow.entering(state, input, turnContext.now()));
        arriving.add(flow.id());
    }

    /**
     * Goes on to the next state, or to the end of the graph.
     *
     * @param otherwise the output where the exit names none
     */
    void leave(Flow flow, StateExit stateExit, Scope scope, JsonNode otherwise) throws FailedException {
        var assigned = new HashMap<String, JsonNode>();
        for (var variable : stateExit.assign().entrySet()) {
            assigned.put(variable.getKey(), variable.getValue().evaluate("Assign/" + variable.getKey(), scope));
        }
        var output = stateExit.output() == null ? otherwise : stateExit.output().evaluate("Output", scope);
        var text = output.toString();
        requireSize(text);
        var details = Events.details().put("name", flow.state()).put("output", text);
        if (!assigned.isEmpty()) {
            var texts = details.putObject("assignedVariables");
            assigned.forEach((name, value) -> texts.put(name, value.toString()));
        }
        var type = turnContext.flows().state(flow).type() + "StateExited";
        var left = turnContext.events().add(flow.assigning(assigned), type, "stateExitedEventDetails", details);
        if (stateExit.next() != null) {
            enter(left, stateExit.next(), output);
        } else if (left.isRoot()) {
            turnContext.flows().put(left);
            end(ExecutionStatus.SUCCEEDED, text, null, null);
        } else {
            forks.done(left, output);
        }
    }

    /** A state could not be entered, or not be left. */
    void failed(Flow flow, FailedException e) {
        failed(evaluationFailed(flow, e), e.failure());
    }

    /** The same of one that could not be entered; with flows within it, it has an event of its own for that. */
    void notEntered(Flow flow, FailedException e) {
        var told = evaluationFailed(flow, e);
        var state = turnContext.flows().state(flow);
        if (!state.graphs().isEmpty()) {
            told = told.after(turnContext.events().add(state.type() + "StateFailed", told.lastEvent()));
        }
        failed(told, e.failure());
    }

    private Flow evaluationFailed(Flow flow, FailedException e) {
        var failure = e.failure();
        if (!failure.error().equals(Failure.QUERY)) {
            return flow;
        }
        var details = Events.details()
                .put("error", failure.error())
                .put("cause", failure.cause())
                .put("state", flow.state());
        if (e.location() != null) {
            details.put("location", e.location());
        }
        return turnContext.events().add(flow, "EvaluationFailed", "evaluationFailedEventDetails", details);
    }

    /** What the flow's state, or else the states around it, do about a failure. */
    void failed(Flow flow, Failure failure) {
        var recovery = turnContext.flows().state(flow).recovery();
        for (var i = 0; i < recovery.retriers().size(); i++) {
            var retrier = recovery.retriers().get(i);
            if (retrier.takes(failure)) {
                var retries = flow.visit().retriesBy(i);
                if (retries < retrier.attempts()) {
                    var delay = retrier.delay(retries, turnContext.random());
                    turnContext.flows().put(flow.retrying(i, turnContext.now().plus(delay)));
                    return;
                }
                break;
            }
        }
        for (var catcher : recovery.catchers()) {
            if (catcher.takes(failure)) {
                var scope = turnContext.scopes().of(flow).with("errorOutput", failure.output());
                try {
                    leave(flow, catcher.exit(), scope, failure.output());
                } catch (FailedException e) {
                    giveUp(evaluationFailed(flow, e), e.failure());
                }
                return;
            }
        }
        giveUp(flow, failure);
    }

    private void giveUp(Flow flow, Failure failure) {
        if (flow.isRoot()) {
            turnContext.flows().put(flow);
            end(ExecutionStatus.FAILED, null, failure.error(), failure.cause());
        } else {
            forks.failed(flow, failure);
        }
    }

    /** Ends the execution. */
    void end(ExecutionStatus executionStatus, @Nullable String output, @Nullable String error, @Nullable String cause) {
        var root = turnContext.flows().find(Flow.ROOT);
        var previous = root == null ? 0 : root.lastEvent();
        var details = Events.details();
        if (output != null) {
            details.put("output", output);
        } else {
            details.put("error", error).put("cause", cause);
        }
        var name =
                switch (executionStatus) {
                    case SUCCEEDED -> "Succeeded";
                    case FAILED -> "Failed";
                    case TIMED_OUT -> "TimedOut";
                    case ABORTED -> "Aborted";
                    case RUNNING -> throw new IllegalArgumentException("this is no end");
                };
        turnContext.events().add("Execution" + name, previous, "execution" + name + "EventDetails", details);
        turnContext.flows().removeAll();
        end = new Ending(executionStatus, turnContext.now(), output, error, cause);
    }

    static void requireSize(String text) throws FailedException {
        // A character has at most three bytes: most data needs no counting.
        if (text.length() > LARGEST_DATA / 3 && text.getBytes(StandardCharsets.UTF_8).length > LARGEST_DATA) {
            throw new FailedException(
                    Failure.DATA_LIMIT,
                    "a state has data of more than the %d bytes that are allowed".formatted(LARGEST_DATA));
        }
    }
}
