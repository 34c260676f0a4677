package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a validator, losses alone tell who spoils what it passes on. */
@Tag("e2e")
class SuspectedMinerRunTest {
    @TempDir
    Path folder;

    @Test
    void a_miner_that_adds_noise_is_suspected_of_raising_the_loss() throws Exception {
        var run = new NoisyRun(folder);

        var ended = run.train("--miners-per-stage", "4", "--validators", "0", "--steps", "80", "--epochs", "8");

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(run.says("audits")).contains("stage 0  miner %s: its pathways are +".formatted(run.bad()));
    }
}
