package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.StatusResponse;
import dev.iota.local.runner.operator.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of any one process in the middle of a run costs the time to start it again, and nothing else. */
@Tag("e2e")
class KilledProcessTest {
    private static final int STAGES = 3;
    private static final int STEPS = 40;
    private static final Pattern RESUMED = Pattern.compile("from step (\\d+) of epoch");

    @TempDir
    private Path folder;

    @Test
    void a_run_survives_the_sudden_death_of_each_of_its_processes() throws Exception {
        var run = folder.resolve("run");
        Started.Ended ended;
        try (var started = Started.train(folder, run, "--steps", Integer.toString(STEPS))) {
            for (var stage = 0; stage < STAGES; stage++) {
                awaitProgress(started, run);
                Started.signal("KILL", Started.minerPid(run, stage, STAGES));
            }
            awaitProgress(started, run);
            Started.signal("KILL", Started.cloudPid(run));
            ended = started.awaitEnd();
        }

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("cloud is started again");
        var report = Started.report(run);
        assertThat(report.microbatchesLost()).isZero();
        assertThat(report.microbatchesInFlightAtStop()).isZero();
        assertThat(report.microbatchesStarted()).isEqualTo(report.microbatchesCompleted());
        assertThat(report.microbatchesRedone())
                .as("a miner has everything again that it said it has")
                .isZero();
        assertThat(report.microbatchesCompleted()).isEqualTo((long) STEPS * Mini.MICROBATCHES);
        for (var miner = 0; miner < STAGES; miner++) {
            assertThat(resumedFrom(run, miner))
                    .as("miner %d goes on from its disk", miner)
                    .isPositive();
        }
        assertThat(Started.read(run, KilledProcessTest::assertNothingCountsTwiceAndNothingIsForgotten))
                .isTrue();
    }

    /** Waits until some steps more are made than now, so that there is something to lose and something to keep. */
    private static void awaitProgress(Started started, Path run) throws Exception {
        started.await("training has begun", () -> completed(run) > 0);
        var wanted = completed(run) + 2L * Mini.MICROBATCHES;
        started.await("training goes on", () -> completed(run) >= wanted);
    }

    private static long completed(Path run) throws IOException {
        try (var operator = Started.operator(run)) {
            return operator.status().map(StatusResponse::completed).orElse(0L);
        }
    }

    private static int resumedFrom(Path run, int miner) throws IOException {
        var match = RESUMED.matcher(Files.readString(run.resolve("logs").resolve("miner-%d.log".formatted(miner))));
        var last = 0;
        while (match.find()) {
            last = Integer.parseInt(match.group(1));
        }
        return last;
    }

    private static boolean assertNothingCountsTwiceAndNothingIsForgotten(Operator operator) {
        var completed = operator.receipts().toList();
        for (var stage = 0; stage < STAGES; stage++) {
            var contained = new ArrayList<Long>();
            operator.stepsOf(stage).forEach(step -> contained.addAll(step.microbatches()));
            assertThat(contained).as("steps of stage %d", stage).doesNotHaveDuplicates();
            var inSteps = new HashSet<>(contained);
            assertThat(completed)
                    .as("what was acknowledged is in a step of stage %d, or starts again", stage)
                    .allMatch(microbatch -> inSteps.contains(microbatch.id()) || microbatch.redone());
        }
        return true;
    }
}
