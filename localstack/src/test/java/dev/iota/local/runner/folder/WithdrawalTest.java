package dev.iota.local.runner.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithdrawalTest {
    @TempDir
    private Path root;

    @Test
    void a_run_that_did_not_start_leaves_no_folder_and_the_log_that_its_reason_names() throws Exception {
        var run = root.resolve("run");
        var folder = RunFolder.create(run);
        Files.createDirectories(folder.logs());
        Files.writeString(folder.log("cloud"), "why");
        var why = new RunnerException("the cloud did not start: odd (its log is %s)", folder.log("cloud"));

        var told = String.valueOf(Withdrawal.of(folder, why).getMessage());

        assertThat(run).doesNotExist();
        assertThat(told).startsWith("the cloud did not start: odd (its log is ").doesNotContain(run.toString());
        var log = Path.of(told.replaceFirst(".*\\(its log is (.*)\\)", "$1"));
        assertThat(log).hasContent("why");
        Files.delete(log);
        Files.delete(log.getParent());
    }

    @Test
    void a_reason_that_needs_no_log_stays_as_it_is() {
        var folder = RunFolder.create(root.resolve("run"));
        var why = new RunnerException("port 1 is in use");

        assertThat(Withdrawal.of(folder, why)).isSameAs(why);
        assertThat(root).isEmptyDirectory();
    }
}
