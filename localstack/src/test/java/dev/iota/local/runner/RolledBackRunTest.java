package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.view.EpochSummary;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.local.runner.report.Report;
import dev.iota.orchestrator.admin.EpochHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person goes back to an earlier epoch and on from there, and beyond the epochs that the run was begun with. */
@Tag("e2e")
class RolledBackRunTest {
    private static final int EPOCHS = 2;

    @TempDir
    private Path folder;

    @Test
    void a_run_goes_on_from_an_earlier_epoch_and_writes_nothing_over() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--steps", "4", "--epochs", Integer.toString(EPOCHS))) {
            var trained = started.awaitEnd();
            assertThat(trained.status()).as(trained.output()).isZero();
        }
        var before = epochs(run);
        assertThat(before).extracting(EpochHistory::epoch).containsExactly(0, 1, 2);
        assertThat(before.getLast().current()).isTrue();
        assertThat(origins(before.getLast())).containsOnly(Origin.UNVERIFIED);
        var trained = Files.readAllBytes(run.resolve("checkpoint").resolve("model.safetensors"));

        refused("an epoch that is none", "rollback", "9", "--run", run.toString());
        var over = Started.run(folder, List.of("train", "--resume", run.toString()));
        assertThat(over.status()).isNotZero();
        assertThat(over.output()).contains("the 2 epochs of the run are over; --epochs E lets it go on with E more");
        var back = Started.run(folder, List.of("rollback", "1", "--run", run.toString()));
        assertThat(back.status()).as(back.output()).isZero();
        assertThat(back.output()).contains("epoch 3 starts from what epoch 1 started from");

        var resumed = Started.run(folder, List.of("train", "--resume", run.toString(), "--epochs", "1"));
        assertThat(resumed.status()).as(resumed.output()).isZero();

        var after = epochs(run);
        assertThat(after).extracting(EpochHistory::epoch).containsExactly(0, 1, 2, 3, 4);
        for (var epoch = 0; epoch <= EPOCHS; epoch++) {
            assertThat(after.get(epoch).starts()).isEqualTo(before.get(epoch).starts());
            assertThat(after.get(epoch).current()).isFalse();
        }
        assertThat(after.get(3).starts())
                .allSatisfy(start -> assertThat(start.origin()).isEqualTo(Origin.CARRIED_OVER))
                .allSatisfy(start -> assertThat(start.parent()).contains(1));
        assertThat(after.get(4).starts())
                .allSatisfy(start -> assertThat(start.origin()).isEqualTo(Origin.UNVERIFIED))
                .allSatisfy(start -> assertThat(start.parent()).contains(3));
        assertThat(after.get(4).current()).isTrue();
        assertThat(Files.readAllBytes(run.resolve("checkpoint").resolve("model.safetensors")))
                .as("the weights that were trained from there")
                .isNotEqualTo(trained);
        var report = Started.report(run);
        assertThat(report.epochs()).extracting(Report.Epoch::epoch).containsExactly(0, 1, 3);
        assertThat(report.microbatchesLost()).isZero();
    }

    private void refused(String what, String... command) throws Exception {
        var refused = Started.run(folder, List.of(command));
        assertThat(refused.status()).as(what).isEqualTo(1);
        assertThat(refused.output())
                .contains("epoch 9 has no published state: './iota epochs' lists those that have one");
    }

    private List<EpochHistory> epochs(Path run) throws Exception {
        var table = Started.run(folder, List.of("epochs", "--run", run.toString()));
        assertThat(table.status()).as(table.output()).isZero();
        assertThat(table.output()).contains("starts from", ", the current one");
        var listed = Started.run(folder, List.of("epochs", "--json", "--run", run.toString()));
        assertThat(listed.status()).as(listed.output()).isZero();
        // Java itself says something before.
        var json = listed.output().strip().lines().toList().getLast();
        var history = Started.read(run, operator -> operator.history().epochs());
        assertThat(Json.read(json, EpochSummary[].class))
                .extracting(EpochSummary::epoch)
                .isEqualTo(history.stream()
                        .filter(epoch -> epoch.status().isPresent())
                        .map(EpochHistory::epoch)
                        .toList());
        return history;
    }

    private static List<Origin> origins(EpochHistory epoch) {
        return epoch.starts().stream().map(EpochHistory.Start::origin).toList();
    }
}
