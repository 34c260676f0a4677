package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.failure.RunExit;
import dev.iota.local.runner.report.RunOutcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rate that no model bears ends a run at once, with a status of its own; with another rate the run goes on. */
@Tag("e2e")
class DivergedRunTest {
    private static final int STEPS = 3;

    @TempDir
    private Path folder;

    @Test
    void it_stops_by_itself_says_why_and_goes_on_with_another_rate() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--minutes", "30", "--rate", "1e25")) {
            var ended = started.awaitEnd();
            assertThat(ended.status()).as(ended.output()).isEqualTo(RunExit.DIVERGED);
            assertThat(ended.output()).contains("outcome: failed", "warning: ");
        }
        var report = Started.report(run);
        assertThat(report.outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.warnings().getFirst()).startsWith("diverged after step ");

        var refused = Started.run(folder, List.of("train", "--resume", run.toString(), "--steps", "1"));
        assertThat(refused.status()).as(refused.output()).isEqualTo(RunExit.FAILED);
        assertThat(refused.output()).contains("the run stopped by itself: ", "--rate R goes on");

        var resumed = Started.run(
                folder,
                List.of("train", "--resume", run.toString(), "--rate", "1e-3", "--steps", Integer.toString(STEPS)));
        assertThat(resumed.status()).as(resumed.output()).isZero();
        var second = Started.report(run);
        assertThat(second.outcome()).as("%s", second.warnings()).isEqualTo(RunOutcome.TRAINED);
        assertThat(second.heldOutLoss()).isPositive();
    }
}
