package dev.iota.local.stack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether this machine has what LocalStack needs. */
public final class LocalStackTools {
    private LocalStackTools() {}

    /** Skips the test, with a sentence, where it has not. */
    public static void assume() {
        for (var program : new String[] {"python3.13", "node"}) {
            assumeTrue(
                    isOnPath(program), () -> "LocalStack is not tested: no folder of PATH has '%s'".formatted(program));
        }
    }

    private static boolean isOnPath(String program) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
