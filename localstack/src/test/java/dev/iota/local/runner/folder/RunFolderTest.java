package dev.iota.local.runner.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final RunFile RECORD =
            new RunFile(RunSpec.of("x", 1, Presets.load("tiny"), EpochSpec.untilClosed()), 2, 1, 12.5);

    @TempDir
    private Path root;

    @Test
    void a_run_is_found_again_as_it_was_left() {
        try (var folder = RunFolder.create(root)) {
            folder.write(RECORD);
        }

        try (var folder = RunFolder.open(root)) {
            assertThat(folder.record()).isEqualTo(RECORD);
        }
    }

    @Test
    void one_runner_works_in_a_folder_at_a_time() {
        try (var folder = RunFolder.create(root)) {
            folder.write(RECORD);

            assertThatThrownBy(() -> RunFolder.open(root))
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContaining("another runner is working in");
        }
    }

    @Test
    void a_folder_without_a_run_is_no_run() {
        assertThatThrownBy(() -> RunFolder.open(root))
                .isInstanceOf(RunnerException.class)
                .hasMessageContainingAll(root.toString(), "run.json");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void a_damaged_record_is_named() throws Exception {
        Files.writeString(root.resolve("run.json"), "{");

        try (var folder = RunFolder.open(root)) {
            assertThatThrownBy(folder::record).hasMessageContaining("run.json is damaged");
        }
    }

    @Test
    void a_run_that_did_not_come_up_leaves_nothing() throws Exception {
        var made = root.resolve("runs").resolve("one");
        var folder = RunFolder.create(made);
        Files.createDirectories(folder.cloud().resolve("objects"));
        Files.writeString(folder.cloud().resolve("objects").resolve("a"), "b");

        folder.remove();

        assertThat(made).doesNotExist();
    }
}
