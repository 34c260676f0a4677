package dev.iota.local.runner.chaos;

import dev.iota.local.runner.process.JavaCommands;
import java.util.ArrayList;
import java.util.List;

/** How this program starts itself once more, as {@code ./iota} starts it. */
final class ChaosJvm {
    /** By its name: the command line knows this package, and not the other way round. */
    private static final String MAIN = "dev.iota.local.LocalCommand";

    private static final String LOG = "iota.log.orchestrator";

    private ChaosJvm() {}

    static List<String> command(JavaCommands java, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                java.java().toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xms32m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-D%s=%s".formatted(JavaCommands.MINER_JAR, java.minerJar()),
                "-D%s=%s".formatted(JavaCommands.VALIDATOR_JAR, java.validatorJar()),
                "-D%s=%s".formatted(JavaCommands.RESEARCH_JAR, java.researchJar()),
                "-D%s=%s".formatted(LOG, System.getProperty(LOG, "WARN")),
                "-cp",
                System.getProperty("java.class.path"),
                MAIN));
        command.addAll(arguments);
        return command;
    }
}
