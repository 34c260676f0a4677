package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.StatusResponse;
import dev.iota.local.runner.failure.RunExit;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.report.RunOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person may stop a run at any time and go on with it later. */
@Tag("e2e")
class InterruptedRunTest {
    private static final Duration AGAIN = Duration.ofMillis(200);

    private static final int MORE_STEPS = 3;

    @TempDir
    private Path folder;

    @Test
    void ctrl_c_ends_a_run_with_a_report_and_resuming_goes_on_where_it_ended() throws Exception {
        var run = folder.resolve("run with a space");
        try (var started = Started.train(folder, run, "--minutes", "30")) {
            awaitTraining(started, run);
            var children = started.children();
            assertThat(children).hasSizeGreaterThanOrEqualTo(4);

            Started.signal("INT", started.handle().pid());

            var ended = started.awaitEnd();
            assertThat(ended.status()).as(ended.output()).isZero();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
        var first = Started.report(run);
        assertThat(first.microbatchesCompleted()).isPositive();
        assertThat(first.microbatchesLost()).isZero();
        assertThat(first.heldOutLoss()).isPositive();
        assertThat(first.outcome()).as("%s", first.warnings()).isEqualTo(RunOutcome.TRAINED);
        assertThat(first.microbatchesStarted())
                .isEqualTo(first.microbatchesCompleted() + first.microbatchesInFlightAtStop());

        var resumed = Started.run(
                folder, List.of("train", "--resume", run.toString(), "--steps", Integer.toString(MORE_STEPS)));

        assertThat(resumed.status()).as(resumed.output()).isZero();
        var second = Started.report(run);
        assertThat(second.microbatchesStarted() - second.microbatchesRedone())
                .isEqualTo(first.microbatchesStarted()
                        - first.microbatchesRedone()
                        + (long) MORE_STEPS * Mini.MICROBATCHES);
        assertThat(second.seconds()).isGreaterThan(first.seconds());
        assertThat(second.microbatchesLost()).isZero();
        assertThat(second.lossFirst()).isEqualTo(first.lossFirst());
    }

    @Test
    void a_second_ctrl_c_stops_at_once_and_leaves_no_process() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--minutes", "30")) {
            awaitTraining(started, run);
            var children = started.children();

            Started.signal("INT", started.handle().pid());
            started.await("it heard the first", () -> started.output().contains("asked to finish"));
            pressAgain(started.handle());

            assertThat(started.awaitEnd().status()).isEqualTo(StoppedException.EXIT_STATUS);
            assertGone(children);
        }
        var report = Started.report(run);
        assertThat(report.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.warnings()).contains("the run was stopped at once");
        assertThat(report.microbatchesCompleted()).isPositive();
    }

    /** Until it ends: what comes within a moment of the first is the same Ctrl-C. */
    private static void pressAgain(ProcessHandle runner) throws Exception {
        while (runner.isAlive()) {
            new ProcessBuilder("kill", "-INT", Long.toString(runner.pid()))
                    .start()
                    .waitFor();
            try {
                runner.onExit().get(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillThere) {
                // Once more.
            }
        }
    }

    @Test
    void a_run_that_is_ended_while_it_is_evaluated_has_its_weights_and_says_what_is_missing() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--steps", "2")) {
            started.await("it evaluates", () -> started.output().contains("evaluating on held-out text"));

            Started.signal("TERM", started.handle().pid());

            var ended = started.awaitEnd();
            assertThat(ended.status()).as(ended.output()).isEqualTo(RunExit.PARTLY);
            assertThat(ended.output())
                    .contains("outcome: partly")
                    .contains("warning: the loss on held-out text is not known: its evaluation was interrupted");
        }
        var report = Started.report(run);
        assertThat(report.outcome()).isEqualTo(RunOutcome.PARTLY);
        assertThat(report.heldOutLoss()).isNull();
        assertThat(report.steps()).isEqualTo(2);
        assertThat(report.checkpoint()).isEqualTo(run.resolve("checkpoint").toString());
    }

    @Test
    void a_runner_that_is_killed_takes_everything_with_it() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--minutes", "30")) {
            awaitTraining(started, run);
            var children = started.children();

            Started.signal("KILL", started.handle().pid());

            assertGone(children);
        }
    }

    private static void awaitTraining(Started started, Path run) throws Exception {
        started.await("training has begun", () -> {
            try (var operator = Started.operator(run)) {
                return operator.status().map(StatusResponse::completed).orElse(0L) > Mini.MICROBATCHES;
            }
        });
    }

    private static void assertGone(List<ProcessHandle> processes) throws Exception {
        for (var process : processes) {
            assertThat(process.onExit()
                            .get(Started.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .isAlive())
                    .isFalse();
        }
    }
}
