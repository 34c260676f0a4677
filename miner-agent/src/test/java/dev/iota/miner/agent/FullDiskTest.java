package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static dev.iota.miner.agent.TestHops.forward;
import static dev.iota.miner.agent.TestHops.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.cloud.process.LastWord;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.view.AgentStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A miner whose disk is full says so, and takes it for no outage of the network. */
@ExtendWith(SharedQueues.class)
class FullDiskTest {
    private static final int MEBIBYTES = 16;

    @TempDir
    Path root;

    private final TestQueues queues;

    @SuppressWarnings("NullAway.Init")
    private TinyDisk disk;

    @SuppressWarnings("NullAway.Init")
    private MinerHarness miners;

    FullDiskTest(TestQueues queues) {
        this.queues = queues;
    }

    @BeforeEach
    void begin() throws Exception {
        disk = TinyDisk.mount(root.resolve("disk"), MEBIBYTES);
        miners = new MinerHarness(queues, disk.folder());
    }

    @AfterEach
    void end() throws Exception {
        if (disk != null) {
            miners.end();
            disk.close();
        }
    }

    @Test
    void a_miner_that_cannot_keep_its_session_ends_with_the_disk_and_its_free_bytes() throws Exception {
        var fake = miners.prepare(spec(TWO_STAGES.withBlocks(List.of(2)), 2), 0);
        miners.launch(0);
        miners.stop(miners.running().getLast());
        var home = disk.folder().resolve("miner-0");
        Files.delete(home.resolve("test").resolve("session.json"));
        disk.fill();
        var second = miners.launch(0, true);

        assertThatThrownBy(() -> second.ending().get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(AgentException.class, e -> {
                    assertThat(e.kind()).isEqualTo(AgentException.Kind.DISK);
                    assertThat(e.lastWord().kind()).isEqualTo(LastWord.Kind.DISK);
                    assertThat(e).hasMessageContainingAll("the disk of " + home, "full", "0.0 MiB free", "make room");
                    assertThat(second.agent().status().contact().trouble()).contains(String.valueOf(e.getMessage()));
                });
        assertThat(fake.registrations).hasSize(2); // once for each start: it was not tried again and again
    }

    @Test
    void a_snapshot_that_finds_no_room_is_told_in_health_until_one_succeeds() throws Exception {
        var fake = miners.start(spec(TWO_STAGES.withBlocks(List.of(2)), 2), 0);
        fake.awaitThat(() -> miners.running().getLast().agent().status().phase() == AgentStatus.Phase.WORKING, "work");
        var agent = miners.running().getLast().agent();
        disk.fill();
        fake.send(forward(fake, 0, "l0", 0, true));
        fake.send(forward(fake, 1, "l1", 0, true));
        fake.await(Event.StepDone.class, 1);
        fake.awaitThat(() -> agent.status().contact().trouble().isPresent(), "trouble");
        assertThat(agent.status().contact().trouble().orElseThrow())
                .contains("a snapshot could not be written", "the disk of " + disk.folder(), "MiB free");

        Files.delete(disk.folder().resolve("filler"));
        fake.send(forward(fake, 2, "l2", 0, true));
        fake.send(forward(fake, 3, "l3", 0, true));
        fake.await(Event.StepDone.class, 2);
        fake.awaitThat(() -> agent.status().contact().trouble().isEmpty(), "a snapshot");
    }
}
