package dev.iota.local.runner.process;

import dev.iota.local.runner.failure.RunnerException;
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
public record JavaCommands(Path java, Path minerJar) {
    /** System property that says where the miner agent's jar is; the launcher sets it. */
    public static final String MINER_JAR = "iota.miner.jar";

    private static final List<String> FLAGS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /**
     * A heap that is collected before it grows: what a miner holds is tensors, which are not in it. The serial
     * collector rather lets the old generation grow, by 9 MB a minute, until it is as large as it may be.
     */
    private static final List<String> MINER_FLAGS = List.of("-Xms32m", "-XX:+UseG1GC", "-XX:MaxHeapFreeRatio=40");

    /** The optimising compiler would not give back what it costs; the work is in the tensor library. */
    private static final List<String> TOOL_FLAGS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** @throws RunnerException if there is no miner agent */
    public static JavaCommands ofThisJvm() {
        var minerJar = Path.of(System.getProperty(MINER_JAR, "miner-agent/target/miner-agent.jar"))
                .toAbsolutePath();
        if (!Files.isRegularFile(minerJar)) {
            throw new RunnerException(
                    "there is no %s; start this through ./iota, or set -D%s to the miner agent's jar",
                    minerJar, MINER_JAR);
        }
        return new JavaCommands(Path.of(System.getProperty("java.home"), "bin", "java"), minerJar);
    }

    /** Runs a subcommand of the miner agent that goes on for long. */
    public List<String> miner(List<String> arguments) {
        return command(MINER_FLAGS, arguments);
    }

    /** Runs a subcommand of the miner agent that ends soon. */
    public List<String> tool(List<String> arguments) {
        return command(TOOL_FLAGS, arguments);
    }

    private List<String> command(List<String> flags, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(ClassArchive.flags(minerJar.toString(), arguments.getFirst()));
        command.addAll(List.of("-jar", minerJar.toString()));
        command.addAll(arguments);
        return command;
    }
}
