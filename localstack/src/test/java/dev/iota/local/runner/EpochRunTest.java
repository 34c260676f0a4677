package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.report.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs in epochs, as processes: server and miners with every mode and codec. */
@Tag("e2e")
class EpochRunTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "sync, float32, 6",
        "sync, int8, 6",
        "sync, top-k:1000, 6",
        "average, float32, 2",
        "diloco, bfloat16, 2",
        "diloco, int8, 2",
        "diloco, top-k:1000, 2"
    })
    void a_run_of_two_replicas_merges_in_every_mode_and_codec(String mode, String codec, int epochs) throws Exception {
        var report = run("3", mode, codec, epochs);

        check(report, epochs, 1);
    }

    @Test
    void a_run_of_three_stages_merges_step_by_step_in_mode_sync() throws Exception {
        var report = run("1,1,1", "sync", "float32", 6);

        check(report, 6, 3);
    }

    private Report run(String split, String mode, String codec, int epochs) throws Exception {
        var run = folder.resolve("run");
        var steps = Integer.toString(mode.equals("sync") ? epochs : 6 * epochs);
        try (var started = Started.train(
                folder,
                run,
                "--split",
                split,
                "--miners-per-stage",
                "2",
                "--mode",
                mode,
                "--codec",
                codec,
                "--epochs",
                Integer.toString(epochs),
                "--steps",
                steps)) {
            var ended = started.awaitEnd();
            assertThat(ended.status()).as(ended.output()).isZero();
        }
        return Started.report(run);
    }

    private static void check(Report report, int epochs, int stages) {
        assertThat(report.microbatchesLost()).isZero();
        assertThat(report.epochs()).hasSize(epochs).allSatisfy(epoch -> {
            assertThat(epoch.shards()).isGreaterThanOrEqualTo(stages);
            // Now and then one is drawn for a spot check, which the merge function does.
            assertThat(epoch.shardsAgreed() + epoch.shardsByMergeFunction()).isEqualTo(epoch.shards());
            assertThat(epoch.shardsReleased()).isZero();
            assertThat(epoch.shardsLost()).isZero();
            assertThat(epoch.excluded()).isEmpty();
            assertThat(epoch.mergeBytesUp()).isPositive();
            assertThat(epoch.mergeBytesDown()).isPositive();
            assertThat(epoch.effectiveBatch()).isPositive();
        });
        assertThat(report.lossLast()).isLessThan(report.lossFirst());
    }
}
