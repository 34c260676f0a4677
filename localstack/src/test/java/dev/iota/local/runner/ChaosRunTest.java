package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Miner processes that are killed in every merge of a whole run, and come again. */
@Tag("chaos")
@Tag("e2e")
class ChaosRunTest {
    private static final int STAGES = 3;
    private static final int REPLICAS = 3;
    private static final int EPOCHS = 10;

    /** A merge of this model takes about so long. */
    private static final Duration MERGE = Duration.ofSeconds(3);

    private static final Pattern STAGE = Pattern.compile("stage (\\d) of \\d");

    @TempDir
    private Path folder;

    @Test
    void one_owner_of_every_stage_is_killed_in_each_of_ten_merges_and_no_shard_is_lost() throws Exception {
        var random = new Random(1);
        var run = folder.resolve("run");
        var killed = new ArrayList<Long>();
        Started.Ended ended;
        try (var started = Started.train(
                folder,
                run,
                "--miners-per-stage",
                Integer.toString(REPLICAS),
                "--epochs",
                Integer.toString(EPOCHS),
                "--steps",
                Integer.toString(2 * EPOCHS))) {
            for (var epoch = 0; epoch < EPOCHS; epoch++) {
                var merging = epoch;
                started.await("epoch %d is merged".formatted(epoch), () -> isMerging(run, merging));
                LockSupport.parkNanos(random.nextLong(MERGE.toNanos()));
                for (var stage = 0; stage < STAGES; stage++) {
                    var owners = owners(run, stage);
                    killed.add(owners.get(random.nextInt(owners.size())));
                    Started.signal("KILL", killed.getLast());
                }
            }
            ended = started.awaitEnd();
        }

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(killed).hasSize(STAGES * EPOCHS).doesNotHaveDuplicates();
        var report = Started.report(run);
        assertThat(report.microbatchesLost()).isZero();
        assertThat(report.epochs()).hasSize(EPOCHS).allSatisfy(epoch -> {
            assertThat(epoch.shards()).isPositive();
            assertThat(epoch.shardsLost()).isZero();
        });
    }

    private static boolean isMerging(Path run, int epoch) throws IOException {
        try (var operator = Started.operator(run)) {
            return operator.status()
                    .filter(status -> status.epoch() > epoch
                            || status.epochs().stream()
                                    .anyMatch(
                                            e -> e.epoch() == epoch && e.phase().equals("MERGING")))
                    .isPresent();
        }
    }

    /** Living processes that hold a stage. */
    private static List<Long> owners(Path run, int stage) throws IOException {
        var pids = new ArrayList<Long>();
        for (var miner = 0; miner < STAGES * REPLICAS; miner++) {
            var log = run.resolve("logs").resolve("miner-%d.log".formatted(miner));
            var held = -1;
            for (var match = STAGE.matcher(Files.readString(log)); match.find(); ) {
                held = Integer.parseInt(match.group(1));
            }
            var agent = run.resolve("miners").resolve(Integer.toString(miner)).resolve("agent.json");
            var pid = Json.mapper().readTree(agent.toFile()).path("pid").asLong();
            if (held == stage
                    && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                pids.add(pid);
            }
        }
        return pids;
    }
}
