package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.view.AuditLine;
import dev.iota.core.audit.Audit;
import dev.iota.core.base.Json;
import dev.iota.local.runner.failure.RunExit;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validators find who does not compute what it is asked for, through queues, objects and processes of a real run. */
@Tag("e2e")
class CheatingMinerRunTest {
    @TempDir
    Path folder;

    @Test
    void a_miner_that_adds_noise_is_found_by_two_validators_and_nobody_else_is() throws Exception {
        var run = new NoisyRun(folder);

        var ended = run.train("--mode", "sync", "--miners-per-stage", "2", "--validators", "2", "--steps", "12");

        var bad = run.bad();
        assertThat(ended.status()).as(ended.output()).isEqualTo(RunExit.PARTLY);
        assertThat(ended.output())
                .contains("warning: miner %s of stage 0 was evicted".formatted(bad), "audits were confirmed")
                .contains("1 of its 2 microbatches were made")
                .doesNotContain("of its 1 steps");
        var audits = run.says("audits", "--json")
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> Json.read(line, AuditLine.class))
                .toList();
        assertThat(audits)
                .filteredOn(audit -> audit.state() == Audit.State.CONFIRMED)
                .isNotEmpty()
                .allSatisfy(audit -> {
                    assertThat(audit.hotkey().address()).isEqualTo(bad);
                    assertThat(audit.verdicts()).hasSizeGreaterThan(1).noneMatch(AuditLine.Opinion::passed);
                });
        assertThat(audits)
                .filteredOn(audit -> !audit.hotkey().address().equals(bad))
                .isNotEmpty()
                .allMatch(audit -> audit.state() == Audit.State.PASSED);
        var explained = run.says("explain", bad);
        assertThat(audits)
                .filteredOn(audit -> audit.state() == Audit.State.CONFIRMED)
                .allSatisfy(audit -> assertThat(explained)
                        .containsPattern("epoch %d, published at \\S+: score 0 \\(0 %%\\)".formatted(audit.epoch())));
    }
}
