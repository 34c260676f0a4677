package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.queue.EventQueue;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.Quarantine;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.base.Json;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.SignedEvent;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.bench.Turns;
import dev.iota.local.runner.operator.Endpoints;
import dev.iota.local.runner.process.Child;
import dev.iota.local.runner.process.Launch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong on the way is found where it arrives, named, and changes nothing but itself. */
@Tag("e2e")
class DamagedWorkTest {
    private static final int STAGES = 3;
    private static final int LOOKS = 40;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** A microbatch that no run of this test comes to. */
    private static final long UNKNOWN = 999_999_999;

    private static final String ANY_HASH = "0".repeat(64);

    @TempDir
    private Path folder;

    private Path run() {
        return folder.resolve("run");
    }

    @Test
    void a_run_goes_on_through_damaged_objects_unknown_events_and_a_stolen_key() throws Exception {
        try (var started = Started.train(folder, run(), "--minutes", "30")) {
            started.await("training has begun", () -> status().completed() > 0);

            damageWhatComes(started, file -> truncate(file));
            damageWhatComes(started, file -> flip(file));
            anEventForAnUnknownMicrobatchIsPutAside(started);
            aSecondRegistrationWithoutTheSessionIsRefused();

            var completed = status().completed();
            started.await("training goes on", () -> status().completed() > completed);
            Started.signal("INT", started.handle().pid());
            var ended = started.awaitEnd();
            assertThat(ended.status()).as(ended.output()).isZero();
        }
        var report = Started.report(run());
        assertThat(report.microbatchesLost()).isZero();
        assertThat(report.redispatches()).isPositive();
        var refused = Started.run(folder, List.of("quarantine", "--run", run().toString()));
        assertThat(refused.status()).as(refused.output()).isZero();
        assertThat(refused.output()).contains("no microbatch " + UNKNOWN, "the object is not what its producer said");
    }

    /**
     * Stops the middle stage and damages one thing that comes for it meanwhile, so that it cannot have read it; and no
     * more, since who seems to store what it did not say loses its place.
     */
    private void damageWhatComes(Started started, Damage damage) throws Exception {
        var before = status().redispatched();
        var middle = List.of(Started.minerPid(run(), 1, STAGES));
        started.await("something comes for a miner that stands still", () -> {
            Turns.pause(middle);
            try {
                var coming = another(forTheMiddle());
                if (coming.isPresent()) {
                    damage.to(coming.get());
                }
                return coming.isPresent();
            } finally {
                Turns.resume(middle);
            }
        });
        started.await("a damaged input is noticed", () -> status().redispatched() > before);
    }

    /** What comes besides, if anything does before nothing is left for the other stages to do. */
    private Optional<Path> another(Set<Path> there) throws IOException {
        for (var look = 0; look < LOOKS; look++) {
            var come = forTheMiddle().stream()
                    .filter(object -> !there.contains(object))
                    .findAny();
            if (come.isPresent()) {
                return come;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return Optional.empty();
    }

    private Set<Path> forTheMiddle() throws IOException {
        try (var objects = Files.walk(run().resolve("cloud").resolve("objects"))) {
            return objects.filter(DamagedWorkTest::isForTheMiddle).collect(Collectors.toSet());
        }
    }

    @FunctionalInterface
    private interface Damage {
        void to(Path file) throws IOException;
    }

    private static boolean isForTheMiddle(Path object) {
        var name = object.getFileName().toString();
        return name.startsWith("0-F-") || name.startsWith("2-B-");
    }

    private static void truncate(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        } catch (NoSuchFileException e) {
            // Its microbatch is complete.
        }
    }

    private static void flip(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var last = ByteBuffer.allocate(1);
            channel.read(last, channel.size() - 1);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) ~last.get(0)}), channel.size() - 1);
        } catch (NoSuchFileException e) {
            // Its microbatch is complete.
        }
    }

    private void anEventForAnUnknownMicrobatchIsPutAside(Started started) throws Exception {
        var cloud = CloudFile.read(run().resolve("cloud"));
        var names = new Names(cloud.run());
        var event = new Event.ForwardDone(
                cloud.run(), 0, UNKNOWN, 0, "0123456789abcdef", 0, ANY_HASH, 0.1, Magnitudes.NONE);
        try (var awsClients = Endpoints.clients(cloud)) {
            new EventQueue(awsClients.sqs(), names).send(SignedEvent.sign(keys(), event));
            var quarantine = new Quarantine(awsClients.dynamoDb(), names);

            started.await("it is put aside with the reason", () -> quarantine
                    .of(names.events(), Instant.now())
                    .anyMatch(entry -> entry.reason().contains(Long.toString(UNKNOWN))));
        }
    }

    private void aSecondRegistrationWithoutTheSessionIsRefused() throws Exception {
        var cloud = CloudFile.read(run().resolve("cloud"));
        var thiefs = folder.resolve("thief");
        var stolen = thiefs.resolve("miner-0");
        Files.createDirectories(stolen);
        Files.copy(home().resolve("key.json"), stolen.resolve("key.json"));
        var command = Started.miner(cloud, thiefs, "--no-wait");
        var thief = Child.start(new Launch("thief", command, Map.of(), folder.resolve("thief.log")));
        try {
            assertThat(thief.await(Started.PATIENCE)).isTrue();
            assertThat(thief.exitStatus()).isNotZero();
            assertThat(Files.readString(folder.resolve("thief.log"))).contains("alive", "wait");
        } finally {
            thief.kill();
        }
    }

    private KeyPair keys() throws IOException {
        var content = Json.mapper().readTree(home().resolve("key.json").toFile());
        return KeyPair.of(HexFormat.of().parseHex(content.path("secret").asText()));
    }

    private Path home() {
        return run().resolve("miners").resolve("0").resolve("miner-0");
    }

    private StatusResponse status() throws IOException {
        try (var operator = Started.operator(run())) {
            return operator.status().orElseThrow();
        }
    }
}
