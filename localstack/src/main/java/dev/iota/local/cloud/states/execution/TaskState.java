package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.Fields;
import dev.iota.local.cloud.states.definition.Scope;
import dev.iota.local.cloud.states.definition.State;
import dev.iota.local.cloud.states.definition.Template;
import dev.iota.local.cloud.states.execution.Phase.Working;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Has something done, and is told how it ended. */
final class TaskState {
    private static final int ATTEMPT_BYTES = 16;

    private final TurnContext turnContext;
    private final Course course;
    private final List<Flow> started = new ArrayList<>();

    TaskState(TurnContext turnContext, Course course) {
        this.turnContext = turnContext;
        this.course = course;
    }

    /** Begins an attempt. */
    void enter(Flow flow, State.Task task) throws FailedException {
        var attempt = secret();
        var scope = task.resource().waitsForToken()
                ? turnContext.scopes().withToken(flow, attempt)
                : turnContext.scopes().of(flow);
        var arguments = task.arguments().evaluate("Arguments", scope);
        Course.requireSize(arguments.toString());
        var timeout = seconds("TimeoutSeconds", task.timeout(), scope);
        var heartbeat = seconds("HeartbeatSeconds", task.heartbeat(), scope);
        var details =
                called(task).put("region", turnContext.situation().region()).put("parameters", arguments.toString());
        if (timeout != null) {
            details.put("timeoutInSeconds", timeout);
        }
        if (heartbeat != null) {
            details.put("heartbeatInSeconds", heartbeat);
        }
        var scheduled = turnContext.events().add(flow, "TaskScheduled", "taskScheduledEventDetails", details);
        var working = new Working(
                task.resource(),
                attempt,
                arguments,
                timeout == null ? null : turnContext.now().plusSeconds(timeout),
                heartbeat,
                null,
                false);
        var begun = turnContext
                .events()
                .add(scheduled, "TaskStarted", "taskStartedEventDetails", called(task))
                .in(working.alive(turnContext.now()));
        turnContext.flows().put(begun);
        started.add(begun);
    }

    private static @Nullable Long seconds(String what, @Nullable Template template, Scope scope)
            throws FailedException {
        return template == null ? null : template.number(what, 1, Fields.LONGEST_SECONDS, scope);
    }

    /** The task is done. */
    void succeeded(Flow flow, State.Task task, JsonNode output) {
        var text = output.toString();
        var told = turnContext
                .events()
                .add(
                        flow,
                        "TaskSucceeded",
                        "taskSucceededEventDetails",
                        called(task).put("output", text));
        try {
            Course.requireSize(text);
            course.leave(told, task.exit(), turnContext.scopes().of(told).with("result", output), output);
        } catch (FailedException e) {
            course.failed(told, e);
        }
    }

    /** The task has failed. */
    void failed(Flow flow, State.Task task, Failure failure) {
        course.failed(ended(flow, task, "TaskFailed", "taskFailedEventDetails", failure), failure);
    }

    /** The call returned; the task ends when its token comes back. */
    void submitted(Flow flow, State.Task task, Working working, JsonNode output) {
        var details = called(task).put("output", output.toString());
        turnContext
                .flows()
                .put(turnContext
                        .events()
                        .add(flow, "TaskSubmitted", "taskSubmittedEventDetails", details)
                        .in(working.asSubmitted()));
    }

    /** Nothing came in time. */
    void expired(Flow flow, State.Task task, Working working) {
        var silent = Objects.equals(working.due(), working.silence());
        var failure = new Failure(
                silent ? Failure.HEARTBEAT_TIMEOUT : Failure.TIMEOUT,
                "the task of state '%s' %s".formatted(flow.state(), silent ? "was silent" : "took too long"));
        course.failed(ended(flow, task, "TaskTimedOut", "taskTimedOutEventDetails", failure), failure);
    }

    /** Flows whose attempts this turn began and did not end. */
    List<Flow> started() {
        return started.stream().filter(turnContext.flows()::isLast).toList();
    }

    private Flow ended(Flow flow, State.Task task, String type, String member, Failure failure) {
        var details = called(task).put("error", failure.error()).put("cause", failure.cause());
        return turnContext.events().add(flow, type, member, details);
    }

    private static ObjectNode called(State.Task task) {
        return Events.details()
                .put("resourceType", task.resource().type())
                .put("resource", task.resource().action());
    }

    private String secret() {
        var bytes = new byte[ATTEMPT_BYTES];
        turnContext.random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
