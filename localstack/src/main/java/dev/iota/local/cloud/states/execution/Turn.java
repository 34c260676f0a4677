package dev.iota.local.cloud.states.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.State;
import dev.iota.local.cloud.states.execution.Phase.Arriving;
import dev.iota.local.cloud.states.execution.Phase.Done;
import dev.iota.local.cloud.states.execution.Phase.Forked;
import dev.iota.local.cloud.states.execution.Phase.Queued;
import dev.iota.local.cloud.states.execution.Phase.Retrying;
import dev.iota.local.cloud.states.execution.Phase.Sleeping;
import dev.iota.local.cloud.states.execution.Phase.Working;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an execution at one moment: something is told to it, and its flows go on until each waits. Nothing
 * outside the turn changes; whoever made it stores the {@link #commit} and then performs what was {@link #started}.
 */
public final class Turn {
    private final TurnContext turnContext;
    private final Course course;
    private final ChoiceState choices;
    private final WaitState waits;
    private final TaskState tasks;
    private final MapState maps;
    private final ParallelState parallels;

    /** @param means of the turn; they may take as long as a turn may */
    public Turn(ExecutionState executionState, Instant now, Means means) {
        turnContext = TurnContext.of(executionState, now, means);
        course = new Course(turnContext);
        choices = new ChoiceState(turnContext, course);
        waits = new WaitState(turnContext, course);
        tasks = new TaskState(turnContext, course);
        maps = new MapState(turnContext, course.forks());
        parallels = new ParallelState(turnContext, course.forks());
    }

    /** The execution begins. */
    public void begin() {
        var executionState = turnContext.situation();
        var start = executionState.start();
        var details = Events.details()
                .put("input", start.input())
                .put("roleArn", start.machine().roleArn());
        var event = turnContext.events().add("ExecutionStarted", 0, "executionStartedEventDetails", details);
        course.begin(Flow.root(
                executionState.definition().graph().start(), executionState.input(), turnContext.now(), event));
        goOn();
    }

    /** A task is done; returns false if nobody waits for it any more. */
    public boolean succeed(int id, String attempt, JsonNode output) {
        var flow = turnContext.flows().working(id, attempt);
        if (flow == null) {
            return false;
        }
        tasks.succeeded(flow, task(flow), output);
        goOn();
        return true;
    }

    /** A task has failed; returns false if nobody waits for it any more. */
    public boolean fail(int id, String attempt, Failure failure) {
        var flow = turnContext.flows().working(id, attempt);
        if (flow == null) {
            return false;
        }
        tasks.failed(flow, task(flow), failure);
        goOn();
        return true;
    }

    /** A call returned whose task ends when its token comes back. */
    public void submitted(int id, String attempt, JsonNode output) {
        var flow = turnContext.flows().working(id, attempt);
        if (flow != null && flow.phase() instanceof Working working) {
            tasks.submitted(flow, task(flow), working, output);
        }
    }

    /** A sign of life of a task; returns false if nobody waits for it any more. */
    public boolean alive(int id, String attempt) {
        var flow = turnContext.flows().working(id, attempt);
        if (flow != null && flow.phase() instanceof Working working) {
            turnContext.flows().put(flow.in(working.alive(turnContext.now())));
            return true;
        }
        return false;
    }

    private State.Task task(Flow flow) {
        return (State.Task) turnContext.flows().state(flow);
    }

    /** Time has passed. */
    public void tick() {
        var deadline = turnContext.situation().deadline();
        if (isDue(deadline)) {
            course.end(ExecutionStatus.TIMED_OUT, null, null, null);
            return;
        }
        for (var flow : List.copyOf(turnContext.situation().flows())) {
            if (isDue(flow.phase().due())
                    && course.end() == null
                    && turnContext.flows().isUnchanged(flow)) {
                expired(flow);
                goOn();
            }
        }
    }

    private boolean isDue(@Nullable Instant time) {
        return time != null && !turnContext.now().isBefore(time);
    }

    private void expired(Flow flow) {
        switch (flow.phase()) {
            case Sleeping _ -> {
                try {
                    waits.over(flow, (State.Wait) turnContext.flows().state(flow));
                } catch (FailedException e) {
                    course.failed(flow, e);
                }
            }
            case Retrying _ -> attempt(flow);
            case Working working -> tasks.expired(flow, task(flow), working);
            case Arriving _, Queued _, Forked _, Done _ ->
                throw new IllegalStateException("nothing of this can expire: " + flow);
        }
    }

    /** Somebody wants it to end. */
    public void stop(@Nullable String error, @Nullable String cause) {
        course.end(ExecutionStatus.ABORTED, null, error, cause);
    }

    /** The failure of an execution that cannot even be read. */
    public static Commit failed(List<Commit> before, Instant now, String cause) {
        var events = new Events(
                before.stream().mapToLong(commit -> commit.events().size()).sum(), now);
        var details = Events.details().put("error", Failure.RUNTIME).put("cause", cause);
        events.add("ExecutionFailed", events.last(), "executionFailedEventDetails", details);
        return new Commit(
                events.added(),
                List.of(),
                Set.of(),
                new Ending(ExecutionStatus.FAILED, now, null, Failure.RUNTIME, cause));
    }

    /** It cannot go on, by no fault of its own. */
    public void fail(String cause) {
        course.end(ExecutionStatus.FAILED, null, Failure.RUNTIME, cause);
    }

    /** All that this turn changed. */
    public Commit commit() {
        return turnContext.flows().commit(turnContext.events(), course.end());
    }

    /** Flows whose tasks this turn started, unless it also ended them. */
    public List<Flow> started() {
        return tasks.started();
    }

    /** Lets every flow that can enter a state do so. */
    private void goOn() {
        for (var flow = course.arrival(); flow != null; flow = course.arrival()) {
            var details = Events.details()
                    .put("name", flow.state())
                    .put("input", flow.input().toString());
            var type = turnContext.flows().state(flow).type() + "StateEntered";
            attempt(turnContext.events().add(flow, type, "stateEnteredEventDetails", details));
            if (course.end() == null && turnContext.events().last() >= Events.MOST) {
                course.end(
                        ExecutionStatus.FAILED,
                        null,
                        Failure.RUNTIME,
                        "the execution reached the %d events that a history can have".formatted(Events.MOST));
            }
        }
    }

    private void attempt(Flow flow) {
        try {
            var scopes = turnContext.scopes();
            switch (turnContext.flows().state(flow)) {
                case State.Pass pass -> course.leave(flow, pass.exit(), scopes.of(flow), flow.input());
                case State.Succeed succeed -> course.leave(flow, succeed.exit(), scopes.of(flow), flow.input());
                case State.Fail fail -> throw fail.failure(scopes.of(flow));
                case State.Wait wait -> waits.enter(flow, wait);
                case State.Choice choice -> choices.enter(flow, choice);
                case State.Task task -> tasks.enter(flow, task);
                case State.Each each -> maps.enter(flow, each);
                case State.Parallel parallel -> parallels.enter(flow, parallel);
            }
        } catch (FailedException e) {
            course.notEntered(flow, e);
        }
    }
}
