package dev.iota.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands that compute in native code are told to end while they do. */
@Tag("e2e")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes end without a signal")
class ToldToEndTest {
    /** What the shell says of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void a_zoo_whose_miners_compute_ends_in_order_and_they_with_it() throws Exception {
        var results = folder.resolve("zoo/hops/results.jsonl");

        endsInOrder(
                List.of(
                        "zoo",
                        "--microbatches",
                        "60",
                        "--out",
                        folder.resolve("zoo").toString()),
                () -> Files.exists(results));
    }

    @Test
    void a_comparison_that_trains_ends_in_order() throws Exception {
        var preset = Files.writeString(folder.resolve("preset.yaml"), ConvergenceCommandTest.PRESET);
        var text = Files.writeString(
                folder.resolve("text.txt"), "The house is mine, and so is the garden.\n\n".repeat(400));
        var outcomes = folder.resolve("out/outcomes.jsonl");

        endsInOrder(
                List.of(
                        "convergence",
                        "--preset",
                        preset.toString(),
                        "--data",
                        text.toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--microbatches",
                        "400",
                        "--threads",
                        "1"),
                () -> Files.exists(outcomes));
    }

    private void endsInOrder(List<String> arguments, BooleanSupplier isComputing) throws Exception {
        var output = folder.resolve("output.txt");
        var process = start(arguments, output);
        try {
            await(process, isComputing, output);
            var helpers = process.descendants().toList();

            process.destroy();

            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var said = Files.readString(output);
            assertThat(process.exitValue()).as(said).isEqualTo(TERMINATED);
            assertThat(said).contains("told to end before it was done").doesNotContain("\tat ");
            for (var helper : helpers) {
                helper.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            try (var files = Files.list(folder)) {
                assertThat(files)
                        .noneMatch(file -> file.getFileName().toString().startsWith("hs_err_pid"));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(List<String> arguments, Path output) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ResearchCommand.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static void await(Process process, BooleanSupplier isComputing, Path output) throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isComputing.getAsBoolean()) {
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
            assertThat(System.nanoTime()).as(Files.readString(output)).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
