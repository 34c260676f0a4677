package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.failure.RunExit;
import dev.iota.local.runner.report.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text that no miner can read any more is lost, and a run that lost some is no success. */
@Tag("e2e")
class DamagedShardTest {
    private static final String SHARD = "train-00000.tokens";

    /** Bytes before the first record and its hash. */
    private static final int BEGINNING = 64;

    /** Bytes from one flipped byte to the next: less than a record has. */
    private static final int EVERY = 16;

    @TempDir
    private Path folder;

    @Test
    void a_run_whose_token_shard_is_damaged_names_it_and_goes_on_with_a_good_copy() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--minutes", "30")) {
            started.await("training has begun", () -> completed(run) > 0);

            damage(run);
            started.await("no miner can do a position", () -> lost(run) > 0);
            Started.signal("INT", started.handle().pid());

            var ended = started.awaitEnd();
            assertThat(ended.status()).as(ended.output()).isEqualTo(RunExit.PARTLY);
            assertThat(ended.output())
                    .contains("outcome: partly", "were lost: the run learned nothing from their text")
                    .contains("the token shard data/%s is damaged".formatted(SHARD), "--resume puts the copy");
        }
        var report = Started.report(run);
        assertThat(report.outcome()).isEqualTo(RunOutcome.PARTLY);
        assertThat(report.microbatchesLost()).isPositive();

        try (var started = Started.start(folder, List.of("train", "--resume", run.toString(), "--steps", "2"))) {
            var ended = started.awaitEnd();

            assertThat(ended.status()).as(ended.output()).isEqualTo(RunExit.TRAINED);
            assertThat(ended.output()).contains(SHARD + " was damaged in the run's object store");
            assertThat(Started.report(run).steps()).isGreaterThanOrEqualTo(report.steps() + 2);
        }
    }

    private static long completed(Path run) throws Exception {
        try (var operator = Started.operator(run)) {
            return operator.status().orElseThrow().completed();
        }
    }

    private static long lost(Path run) throws Exception {
        try (var operator = Started.operator(run)) {
            return operator.status().orElseThrow().lost();
        }
    }

    /** Of the object that miners read; the run's folder has its copy still. */
    private static void damage(Path run) throws IOException {
        try (var objects = Files.walk(run.resolve("cloud").resolve("objects"))) {
            var shard =
                    objects.filter(object -> object.endsWith(SHARD)).findAny().orElseThrow();
            var bytes = Files.readAllBytes(shard);
            for (var at = BEGINNING; at < bytes.length; at += EVERY) {
                bytes[at] = (byte) ~bytes[at];
            }
            Files.write(shard, bytes);
        }
    }
}
