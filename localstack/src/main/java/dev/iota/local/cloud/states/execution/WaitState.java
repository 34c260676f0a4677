package dev.iota.local.cloud.states.execution;

import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.Fields;
import dev.iota.local.cloud.states.definition.Scope;
import dev.iota.local.cloud.states.definition.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;

/** Waits for some seconds or until a time. */
final class WaitState {
    private final TurnContext turnContext;
    private final Course course;

    WaitState(TurnContext turnContext, Course course) {
        this.turnContext = turnContext;
        this.course = course;
    }

    void enter(Flow flow, State.Wait wait) throws FailedException {
        turnContext
                .flows()
                .put(flow.in(new Phase.Sleeping(until(wait, turnContext.scopes().of(flow)))));
    }

    private Instant until(State.Wait wait, Scope scope) throws FailedException {
        if (wait.seconds() != null) {
            return turnContext.now().plusSeconds(wait.seconds().number("Seconds", 0, Fields.LONGEST_SECONDS, scope));
        }
        var timestamp = Objects.requireNonNull(wait.timestamp()).text("Timestamp", scope);
        try {
            return OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeException e) {
            throw new FailedException(
                            Failure.QUERY, "Timestamp is '%s'; it must be a time of ISO 8601".formatted(timestamp))
                    .at("Timestamp");
        }
    }

    /** The time has come. */
    void over(Flow flow, State.Wait wait) throws FailedException {
        course.leave(flow, wait.exit(), turnContext.scopes().of(flow), flow.input());
    }
}
