package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.chaos.machine.NativeCrashes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that computes in native code is told to end at any moment, and ends in order. */
@Tag("e2e")
class TerminatedToolTest {
    /** What the shell says of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    /** From before the tensor library is loaded until well into computing. */
    private static final Duration MOMENTS = Duration.ofSeconds(8);

    /** Given to a tool, and as much again for a machine that does other things at the same time. */
    private static final Duration PATIENCE = Duration.ofSeconds(2 * 5);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_tool_that_is_told_to_end_while_it_computes_ends_in_time_and_without_a_crash(long seed) throws Exception {
        endsInOrder(Started.java().tool(List.of("bench", "--threads", "1", "--rounds", "1000")), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_calibration_that_is_told_to_end_while_it_computes_ends_in_time_and_without_a_crash(long seed)
            throws Exception {
        var java = Started.java();
        endsInOrder(
                List.of(
                        java.java().toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        java.validatorJar().toString(),
                        "calibrate",
                        "--out",
                        folder.resolve("bars.json").toString()),
                seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_zoo_that_is_told_to_end_while_it_computes_ends_in_time_and_without_a_crash(long seed) throws Exception {
        var out = folder.resolve("zoo").toString();

        endsInOrder(Started.java().research(List.of("zoo", "--microbatches", "60", "--out", out)), seed);
    }

    private void endsInOrder(List<String> command, long seed) throws Exception {
        var output = folder.resolve("output.txt");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            LockSupport.parkNanos(new Random(seed).nextLong(MOMENTS.toNanos()));

            Started.signal("TERM", process.pid());

            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var said = Files.readString(output);
            assertThat(process.exitValue()).as(said).isEqualTo(TERMINATED);
            assertThat(NativeCrashes.in(folder, said)).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }
}
