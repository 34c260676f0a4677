package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.StatusResponse;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.runner.operator.Operator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A miner that is told to end in the middle of an epoch hands in what it trained, and nothing starts again. */
@Tag("e2e")
class LeftMinerRunTest {
    private static final int MINERS = 4;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Pattern STAGE = Pattern.compile("registration \\d+: stage (\\d)");

    @TempDir
    private Path folder;

    private CloudProcess cloud;
    private OwnerAtWork owner;

    @BeforeEach
    void deploy() throws Exception {
        cloud = CloudProcess.start(folder.resolve("cloud"), "alpha", folder.resolve("cloud.log"));
        owner = new OwnerAtWork(folder, CloudFile.read(folder.resolve("cloud")), Started.PATIENCE);
    }

    @AfterEach
    void end() {
        owner.close();
        cloud.close();
    }

    @Test
    void what_a_miner_trained_before_it_left_counts() throws Exception {
        owner.says(0, "the run alpha is made: 3 stages", owner.create("--epochs", "2", "--steps", "40"));
        owner.startMiners(MINERS);
        try (var operator = owner.operator()) {
            await(operator, "training", status -> status.completed() > 4L * Mini.MICROBATCHES);
            var leaver = doubled();

            assertThat(owner.ends(leaver, "TERM")).as(owner.log(leaver)).isZero();

            assertThat(owner.log(leaver)).contains("it leaves, and what it trained in epoch 0 is handed in");
            assertThat(now(operator).epoch()).isZero();
            await(operator, "the second epoch", status -> status.epoch() == 1);
            assertThat(now(operator).redone()).isZero();
            assertThat(now(operator).lost()).isZero();
        }
    }

    /** One of the two miners that share a stage. */
    private int doubled() throws Exception {
        var stages = new HashMap<String, Integer>();
        for (var miner = 0; miner < MINERS; miner++) {
            var match = STAGE.matcher(owner.log(miner));
            assertThat(match.find()).isTrue();
            if (stages.put(match.group(1), miner) != null) {
                return miner;
            }
        }
        throw new AssertionError("no two miners share a stage: %s".formatted(stages));
    }

    private static StatusResponse now(Operator operator) {
        return operator.status().orElseThrow();
    }

    private static void await(Operator operator, String what, Predicate<StatusResponse> condition) {
        var deadline = System.nanoTime() + Started.PATIENCE.toNanos();
        while (!condition.test(now(operator))) {
            assertThat(System.nanoTime()).as("%s: %s", what, now(operator)).isLessThan(deadline);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
