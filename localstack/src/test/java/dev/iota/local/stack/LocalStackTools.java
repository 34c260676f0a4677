package dev.iota.local.stack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether this machine has what LocalStack needs. */
public final class LocalStackTools {
    private LocalStackTools() {}

    /** Skips the test, with a sentence, where it has not. */
    public static void assume() throws IOException, InterruptedException {
        var python = new ProcessBuilder("host/install.sh", "--python")
                .redirectErrorStream(true)
                .start();
        var said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(python.waitFor() == 0, () -> "LocalStack is not tested: " + said);
        assumeTrue(isOnPath("node"), "LocalStack is not tested: no folder of PATH has 'node'");
    }

    private static boolean isOnPath(String program) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
