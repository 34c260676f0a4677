package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run whose miners are audited by a validator, all of them processes. */
@Tag("e2e")
class ValidatedRunTest {
    /** In mode sync every hop is at a published state, and so many are drawn that one in 20 of them is many. */
    private static final String EPOCHS = "12";

    @TempDir
    Path folder;

    @Test
    void honest_miners_pass_every_audit_that_is_drawn_of_them() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--mode", "sync", "--steps", EPOCHS, "--validators", "2")) {
            var ended = started.awaitEnd();
            assertThat(ended.status()).as(ended.output()).isZero();
        }

        var audits = Started.report(run).audits();
        assertThat(audits.drawn()).isPositive();
        assertThat(audits.passed()).isEqualTo(audits.drawn());
        assertThat(audits.disputed()).isZero();
        assertThat(Started.report(run).auditSecondsPerMinerSecond()).isPositive();
        var listed = Started.run(folder, List.of("audits", "--run", run.toString()));
        assertThat(listed.status()).as(listed.output()).isZero();
        assertThat(listed.output())
                .contains("may validate: ")
                .contains("PASSED")
                .contains("verdicts [right]");
    }
}
