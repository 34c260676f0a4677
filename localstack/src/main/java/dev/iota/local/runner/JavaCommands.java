package dev.iota.local.runner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the miner agent is started: with the JVM that runs this.
 *
 * @param java its launcher
 * @param minerJar the agent
 */
record JavaCommands(Path java, Path minerJar) {
    /** System property that says where the miner agent's jar is; the launcher sets it. */
    static final String MINER_JAR = "iota.miner.jar";

    private static final List<String> FLAGS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /** @throws RunnerException if there is no miner agent */
    static JavaCommands ofThisJvm() {
        var minerJar = Path.of(System.getProperty(MINER_JAR, "miner-agent/target/miner-agent.jar"))
                .toAbsolutePath();
        if (!Files.isRegularFile(minerJar)) {
            throw new RunnerException(
                    "there is no %s; start this through ./iota, or set -D%s to the miner agent's jar",
                    minerJar, MINER_JAR);
        }
        return new JavaCommands(Path.of(System.getProperty("java.home"), "bin", "java"), minerJar);
    }

    /** Runs a subcommand of the miner agent. */
    List<String> miner(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-jar", minerJar.toString()));
        command.addAll(arguments);
        return command;
    }
}
