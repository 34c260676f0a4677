package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.stack.DeployedStack;
import dev.iota.local.stack.LocalStackTools;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a run in its owner's hands in the stack that is deployed to AWS, in LocalStack. */
@Tag("localstack")
class OwnedInLocalStackTest {
    private static final String NAME = "alpha";

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireTools() throws Exception {
        LocalStackTools.assume();
    }

    @Test
    void a_run_is_made_paused_rolled_back_stopped_and_destroyed_and_nothing_of_it_is_left() throws Exception {
        try (var stack = DeployedStack.start(folder, NAME);
                var owner = new OwnerAtWork(folder, stack.file(), Duration.ofMinutes(15))) {
            assertThat(stack.left()).isNotEmpty();
            owner.says(0, "the run alpha is made: 3 stages", owner.create("--epochs", "40", "--steps", "160"));
            owner.says(0, "no microbatch starts any more", "run", "pause");
            owner.startMiners();
            owner.await(
                    "active miners",
                    () -> owner.status().path("status").path("miners").size() == 3);
            assertThat(owner.status().path("status").path("started").asLong()).isZero();

            owner.says(0, "the run goes on", "run", "resume");
            owner.await(
                    "epochs", () -> owner.status().path("status").path("epoch").asInt() >= 2);
            owner.says(0, "starts from what epoch 1 started from", "rollback", "1");
            var next = owner.status().path("status").path("epoch").asInt() + 1;
            owner.await(
                    "epochs", () -> owner.status().path("status").path("epoch").asInt() > next);

            owner.says(0, "no microbatch starts any more", "run", "pause");
            assertThat(owner.status().path("state").asText()).isEqualTo("PAUSED");
            owner.says(0, "the run goes on", "run", "resume");
            owner.says(0, "ended by its owner", "run", "stop");
            assertThat(owner.status().path("status").path("lost").asLong()).isZero();
            owner.says(
                    0, "checkpoint ", "run", "checkpoint", "--out", owner.run().toString());
            assertThat(owner.run().resolve("checkpoint")).isNotEmptyDirectory();

            owner.says(0, "11 tables are removed", "run", "destroy", "--yes", NAME, "--objects", "--tables");
            stack.destroy();
            assertThat(stack.left()).isEmpty();
        }
    }
}
