package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of any size are stored in little memory, and a run whose making was killed is made by the same command. */
class KilledCreationRunTest {
    private static final String NAME = "alpha";
    private static final long MOST_BYTES = 1L << 30;

    /** Its name ends with its hash; what the store has of an object so far has more after it. */
    private static final Pattern WHOLE = Pattern.compile(".*/state/.*-[0-9a-f]{64}");

    @TempDir
    private Path folder;

    @Tag("e2e")
    @Tag("crash")
    @Test
    void nothing_is_sent_twice_and_little_memory_is_used() throws Exception {
        isMadeInLittleMemory(Mini.vast(folder).toString(), 1, Started.PATIENCE);
    }

    /** 6 GB of weights, in 92 objects. */
    @Tag("long")
    @Test
    void nothing_is_sent_twice_of_a_billion_parameters_and_little_memory_is_used() throws Exception {
        isMadeInLittleMemory("1B", 30, Duration.ofMinutes(30));
    }

    private void isMadeInLittleMemory(String preset, int objectsUntilTheKill, Duration patience) throws Exception {
        var place = folder.resolve("cloud");
        try (var cloud = CloudProcess.start(place, NAME, folder.resolve("cloud.log"));
                var owner = new OwnerAtWork(folder, CloudFile.read(place), patience)) {
            assertThat(cloud.process().isAlive()).isTrue();
            var command = owner.create("--preset", preset);
            var objects = place.resolve("objects");
            Map<Path, FileTime> before;
            try (var killed = owner.begin(command)) {
                killed.await("some weights", patience, () -> weights(objects).size() >= objectsUntilTheKill);
                Started.signal("KILL", killed.handle().pid());
                killed.awaitEnd();
                before = weights(objects);
            }

            var most = 0L;
            try (var again = owner.begin(command)) {
                while (again.handle().isAlive()) {
                    most = Math.max(most, memory(again));
                }
                var ended = again.awaitEnd();
                assertThat(ended.status()).as(ended.output()).isZero();
                assertThat(ended.output()).contains("the run alpha is made");
                System.out.printf("%s%nat most %,d kB of memory%n", ended.output(), most >> 10);
            }

            assertThat(most).isPositive().isLessThan(MOST_BYTES);
            assertThat(weights(objects)).containsAllEntriesOf(before).hasSizeGreaterThan(before.size());
        }
    }

    /** The most that the command and what it started ever had in memory, added up: bytes. */
    private static long memory(Started command) {
        return Stream.concat(Stream.of(command.handle()), command.children().stream())
                .mapToLong(KilledCreationRunTest::most)
                .sum();
    }

    private static long most(ProcessHandle process) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // it has ended
        }
    }

    /** The objects of weights, and when each was written. */
    private static Map<Path, FileTime> weights(Path objects) throws IOException {
        var found = new HashMap<Path, FileTime>();
        try (var files = Files.walk(objects)) {
            for (var file : files.filter(Files::isRegularFile)
                    .filter(file -> WHOLE.matcher(file.toString()).matches())
                    .toList()) {
                found.put(file, Files.getLastModifiedTime(file));
            }
        }
        return found;
    }
}
