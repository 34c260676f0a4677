package dev.iota.local.runner.chaos.machine;

import dev.iota.core.base.FileReason;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of the system that end at once. */
public final class Shell {
    private Shell() {}

    /** Whether it ended well, and what it said. */
    public record Said(boolean well, String text) {}

    public static Said run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Said(process.waitFor() == 0, text.strip());
        } catch (IOException e) {
            return new Said(false, FileReason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Said(false, "interrupted");
        }
    }

    /** @throws RunnerException with what it said, if it did not end well */
    public static void require(String... command) {
        var said = run(command);
        if (!said.well()) {
            throw new RunnerException("%s: %s", String.join(" ", command), said.text());
        }
    }

    /** Whether the search path has a program. */
    public static boolean has(String program) {
        return Arrays.stream(
                        System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .map(folder -> Path.of(folder).resolve(program))
                .anyMatch(Files::isExecutable);
    }
}
