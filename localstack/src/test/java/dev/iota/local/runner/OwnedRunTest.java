package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a run in its owner's hands, from an empty cloud to a checkpoint and to the end, by commands alone, with
 * the cloud behind its endpoints.
 */
@Tag("e2e")
class OwnedRunTest {
    private static final String NAME = "alpha";

    @TempDir
    private Path folder;

    private CloudProcess cloud;
    private OwnerAtWork owner;

    @BeforeEach
    void deploy() throws Exception {
        cloud = CloudProcess.start(folder.resolve("cloud"), NAME, folder.resolve("cloud.log"));
        owner = new OwnerAtWork(folder, CloudFile.read(folder.resolve("cloud")), Started.PATIENCE);
    }

    @AfterEach
    void end() {
        owner.close();
        cloud.close();
    }

    @Test
    void a_run_is_made_trained_paused_stopped_and_destroyed_by_commands() throws Exception {
        owner.says(0, "the run alpha is made: 3 stages", owner.create("--epochs", "2", "--steps", "8"));
        owner.says(0, "the run alpha is made: 3 stages", owner.create("--epochs", "2", "--steps", "8"));
        owner.says(
                1, "exists with another specification", owner.create("--epochs", "2", "--steps", "8", "--seed", "9"));
        owner.says(0, "TRAINING", "run", "status");
        owner.says(0, "no microbatch starts any more", "run", "pause");
        owner.says(0, "already", "run", "pause");
        owner.startMiners();
        owner.await(
                "active miners",
                () -> owner.status().path("status").path("miners").size() == 3);
        assertThat(owner.status().path("state").asText()).isEqualTo("PAUSED");
        assertThat(owner.status().path("status").path("started").asLong()).isZero();

        owner.says(0, "the run goes on", "run", "resume");
        owner.await("epochs", () -> owner.status().path("state").asText().equals("ENDED"));

        owner.says(1, "2 epochs of the run are over", "run", "start");
        owner.says(0, "12 epochs now", "run", "start", "--epochs", "10");
        owner.await(
                "training", () -> owner.status().path("status").path("inFlight").asLong() > 0);
        owner.says(0, "ended by its owner", "run", "stop");
        assertThat(owner.status().path("status").path("epoch").asInt()).isBetween(3, 11);
        assertThat(owner.status().path("status").path("lost").asLong()).isZero();
        owner.says(0, "\"loss\":", "run", "receipts");
        owner.says(0, "checkpoint ", "run", "checkpoint", "--out", owner.run().toString());
        assertThat(owner.run().resolve("checkpoint")).isNotEmptyDirectory();

        owner.says(1, "say --yes alpha", "run", "destroy");
        owner.says(0, "cdk destroy -c run=alpha", "run", "destroy", "--yes", NAME);
        owner.says(0, "11 tables are removed", "run", "destroy", "--yes", NAME, "--objects", "--tables");
        assertThat(folder.resolve("cloud").resolve("objects").resolve("iota-alpha-objects"))
                .doesNotExist();
        owner.says(1, "there is no table iota-alpha-runs", owner.create("--epochs", "2", "--steps", "8"));
    }
}
