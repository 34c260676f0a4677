package dev.iota.local.cloud.states;

import dev.iota.cloud.count.CallBook;
import dev.iota.cloud.count.Causes;
import dev.iota.local.cloud.states.Execution.Outcome;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.execution.Means;
import dev.iota.local.cloud.states.execution.Phase;
import dev.iota.local.cloud.states.execution.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets executions go on: when they are told something, when their time has come, and when a call of a task returns. */
final class ExecutionRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionRunner.class);

    /**
     * Calls under way may take this long to end when the service is closed; later ones are made again by the next
     * start.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Means means;
    private final Tasks tasks;
    private final CallBook calls;
    private final ExecutorService working = Executors.newVirtualThreadPerTaskExecutor();
    private final Wakeups wakeups;

    /** @param calls where states that are entered are counted */
    ExecutionRunner(Clock clock, Means means, Tasks tasks, CallBook calls) {
        this.calls = calls;
        this.clock = clock;
        this.means = means;
        this.tasks = tasks;
        this.wakeups = new Wakeups(clock, this::wake);
    }

    /** Lets a new execution go, at the moment of its start. */
    void begin(Execution execution) {
        follow(execution, () -> execution.begin(execution.start().at(), means));
    }

    /** Lets an execution go on that a process left which died; nobody waits for what it computes. */
    void resume(Execution execution) {
        later(execution, () -> follow(execution, () -> execution.resume(clock.instant(), means)));
    }

    /** Its time has come. */
    private void wake(Execution execution) {
        later(execution, () -> follow(execution, () -> execution.tick(clock.instant(), means)));
    }

    /** Executions do not wait for one another. */
    private void later(Execution execution, Runnable step) {
        try {
            working.execute(() -> {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    LOG.error(
                            "{} cannot go on before the next start",
                            execution.start().arn(),
                            e);
                }
            });
        } catch (RejectedExecutionException e) {
            // Being closed: the next start finds what there is to do.
        }
    }

    /**
     * Tells an execution something.
     *
     * @param what is done with the turn; returns whether it was of use to anybody
     * @return whether it was, and the execution has not ended
     */
    boolean turn(Execution execution, Predicate<Turn> what) {
        return follow(execution, () -> execution.turn(clock.instant(), means, what))
                .accepted();
    }

    /** The clock was set. */
    void look() {
        wakeups.look();
    }

    @FunctionalInterface
    private interface Step {
        Outcome take() throws IOException;
    }

    private Outcome follow(Execution execution, Step step) {
        Outcome outcome;
        try {
            outcome = step.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (var i = 0; i < outcome.entered(); i++) {
            calls.call(Causes.EPOCH, "states", "StateTransition", "", Map.of());
        }
        if (outcome.due() != null) {
            wakeups.set(outcome.due(), execution);
        }
        for (var flow : outcome.started()) {
            if (flow.phase() instanceof Phase.Working task) {
                perform(execution, flow.id(), task);
            }
        }
        return outcome;
    }

    private void perform(Execution execution, int flow, Phase.Working task) {
        later(execution, () -> turn(execution, told(flow, task)));
    }

    /** Performs a task and makes of its result what its execution is to be told. */
    private Predicate<Turn> told(int flow, Phase.Working task) {
        try {
            var result = tasks.perform(task);
            return turn -> {
                if (!task.resource().waitsForToken()) {
                    return turn.succeed(flow, task.attempt(), result);
                }
                turn.submitted(flow, task.attempt(), result);
                return true;
            };
        } catch (FailedException e) {
            return turn -> turn.fail(flow, task.attempt(), e.failure());
        }
    }

    /** Lets calls that are under way end for a bounded time. */
    @Override
    public void close() {
        wakeups.close();
        working.shutdown();
        try {
            if (!working.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("calls of tasks are still under way; the next start makes them again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
