package dev.iota.miner.agent.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.step.Warmup;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.step.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SnapshotStoreTest {
    private static final String HASH = "ab".repeat(32);

    @TempDir
    Path folder;

    @Test
    void without_a_snapshot_there_is_none() throws IOException {
        assertThat(store().newest()).isEmpty();
    }

    @Test
    void the_newest_snapshot_is_found_with_everything_in_it() throws IOException {
        write(1, 10);
        write(1, 20);
        var newest = store().newest().orElseThrow();
        assertThat(newest.meta()).isEqualTo(meta(1, 20));
        assertThat(newest.file(SnapshotStore.WEIGHTS)).hasContent("weights of step 20");
    }

    @Test
    void the_newest_of_all_stages_counts() throws IOException {
        write(2, 90);
        write(0, 10);
        assertThat(store().newest().orElseThrow().meta().stage()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"weights.bin", "moments.bin", "gradients.bin", "meta.json", "manifest.json"})
    void of_a_torn_snapshot_the_one_before_it_is_used(String torn) throws IOException {
        write(1, 10);
        write(1, 20);
        var file = store().newest().orElseThrow().file(torn);
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) / 2));
        assertThat(store().newest().orElseThrow().meta().point().step()).isEqualTo(10);
    }

    @Test
    void a_flipped_bit_is_a_torn_snapshot() throws IOException {
        write(1, 10);
        write(1, 20);
        var file = store().newest().orElseThrow().file(SnapshotStore.WEIGHTS);
        var bytes = Files.readAllBytes(file);
        bytes[3] ^= 1;
        Files.write(file, bytes);
        assertThat(store().newest().orElseThrow().meta().point().step()).isEqualTo(10);
    }

    @Test
    void a_missing_file_is_a_torn_snapshot() throws IOException {
        write(1, 10);
        write(1, 20);
        Files.delete(store().newest().orElseThrow().file(SnapshotStore.MOMENTS));
        assertThat(store().newest().orElseThrow().meta().point().step()).isEqualTo(10);
    }

    @Test
    void a_snapshot_of_another_form_is_not_used_and_the_log_says_why() throws IOException {
        write(1, 10);
        write(1, 20);
        var newest = store().newest().orElseThrow();
        var text = "{\"model\":\"%s\",\"epoch\":0,\"stage\":1,\"step\":20}".formatted(HASH);
        var before = Files.readString(newest.file("meta.json"));
        Files.writeString(newest.file("meta.json"), text);
        var manifest = newest.file("manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace(Sha256.hex(before), Sha256.hex(text))
                        .replace(Integer.toString(before.length()), Integer.toString(text.length())));
        var log = new CapturedLog("another form");

        var used = new SnapshotStore(folder, log.logger()).newest().orElseThrow();

        assertThat(used.meta().point().step()).isEqualTo(10);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("form 1")
                .contains("form %d alone".formatted(SnapshotMeta.FORM));
    }

    @Test
    void a_draft_that_was_never_finished_is_no_snapshot_and_stands_in_nobodys_way() throws IOException {
        write(1, 10);
        Files.writeString(store().draft(1).resolve(SnapshotStore.WEIGHTS), "half");
        assertThat(store().newest().orElseThrow().meta().point().step()).isEqualTo(10);
        write(1, 20);
        assertThat(store().newest().orElseThrow().meta().point().step()).isEqualTo(20);
    }

    @Test
    void two_snapshots_are_kept() throws IOException {
        for (var step = 10; step <= 50; step += 10) {
            write(1, step);
        }
        try (var left = Files.list(folder.resolve("stage-1"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("snapshot-00000004", "snapshot-00000005");
        }
    }

    @Test
    void a_cleared_store_is_empty_and_has_no_journal_to_go_on_with() throws IOException {
        write(1, 10);
        var journals = Files.createDirectories(folder.resolve("stage-2/journal"));
        Files.writeString(journals.resolve("000000-00000001"), "of a miner that never wrote a snapshot");
        store().clear();
        assertThat(store().newest()).isEmpty();
        assertThat(journals).doesNotExist();
    }

    private SnapshotStore store() {
        return new SnapshotStore(folder, LoggerFactory.getLogger("test"));
    }

    private void write(int stage, int step) throws IOException {
        var store = store();
        var draft = store.draft(stage);
        Files.writeString(draft.resolve(SnapshotStore.WEIGHTS), "weights of step " + step);
        Files.writeString(draft.resolve(SnapshotStore.MOMENTS), "moments of step " + step);
        Files.writeString(draft.resolve(SnapshotStore.GRADIENTS), "gradients");
        store.commit(draft, meta(stage, step));
    }

    private static SnapshotMeta meta(int stage, int step) {
        var answer = new Event.BackwardDone(
                "test",
                0,
                7,
                stage,
                dev.iota.core.wire.Direction.BACKWARD,
                "lease",
                step,
                Optional.of(HASH),
                Optional.empty(),
                new GradientProbe(List.of(1f), List.of(0.5f)),
                Optional.of(0.25),
                0.1,
                Magnitudes.NONE);
        var done = new Event.StepDone(
                "test", 0, stage, 3, step, List.of(new StepEntry(7, HASH, Optional.of(HASH))), 1.5, 0.5, "cpu");
        return new SnapshotMeta(
                SnapshotMeta.FORM,
                HASH,
                stage,
                new TrainingProgress(0, List.of(new LoggedStep(step, List.of(5L, 7L))), Warmup.NONE),
                step,
                new SnapshotMeta.Accumulated(List.of(5L, 7L), List.of(answer), List.of(9)),
                List.of(done));
    }
}
