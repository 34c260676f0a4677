package dev.iota.local.runner.process;

import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the agents are started, and the program that a swarm is compared with: with the JVM that runs this.
 *
 * @param java its launcher
 * @param minerJar the miner agent
 * @param validatorJar the validator agent; only a run with validators needs it: it may be missing
 * @param researchJar only a comparison needs it: it may be missing
 */
public record JavaCommands(Path java, Path minerJar, Path validatorJar, Path researchJar) {
    /** System property that says where the miner agent's jar is; the launcher sets it. */
    public static final String MINER_JAR = "iota.miner.jar";

    /** System property that says where the validator agent's jar is; the launcher sets it. */
    public static final String VALIDATOR_JAR = "iota.validator.jar";

    /** System property that says where the jar of comparisons is; the launcher sets it. */
    public static final String RESEARCH_JAR = "iota.research.jar";

    static final List<String> FLAGS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /** A thread that dies for want of memory must not leave a process that seems to live. */
    private static final String END_WITHOUT_MEMORY = "-XX:+ExitOnOutOfMemoryError";

    /**
     * A heap that is collected before it grows: what a miner holds is tensors, which are not in it. The serial
     * collector rather lets the old generation grow, by 9 MB a minute, until it is as large as it may be.
     */
    private static final List<String> MINER_FLAGS = List.of("-Xms32m", "-XX:+UseG1GC", "-XX:MaxHeapFreeRatio=40");

    /** The optimising compiler would not give back what it costs; the work is in the tensor library. */
    private static final List<String> TOOL_FLAGS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** @throws RunnerException if there is no miner agent */
    public static JavaCommands ofThisJvm() {
        var minerJar = jar(MINER_JAR, "miner-agent/target/miner-agent.jar");
        requireJar(minerJar, MINER_JAR);
        return new JavaCommands(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                minerJar,
                jar(VALIDATOR_JAR, "validator-agent/target/validator-agent.jar"),
                jar(RESEARCH_JAR, "shared/research/target/iota-research.jar"));
    }

    private static Path jar(String property, String otherwise) {
        return Path.of(System.getProperty(property, otherwise)).toAbsolutePath();
    }

    private static void requireJar(Path jar, String property) {
        if (!Files.isRegularFile(jar)) {
            throw new RunnerException(
                    "there is no %s; start this through ./iota, or set -D%s to where it is", jar, property);
        }
    }

    /** Runs a subcommand of the miner agent that goes on for long. */
    public List<String> miner(List<String> arguments) {
        return command(minerJar, MINER_FLAGS, arguments);
    }

    /**
     * Runs a subcommand of the validator agent that goes on for long.
     *
     * @throws RunnerException if the program is not there
     */
    public List<String> validator(List<String> arguments) {
        requireJar(validatorJar, VALIDATOR_JAR);
        return command(validatorJar, MINER_FLAGS, arguments);
    }

    /**
     * Runs a subcommand of the validator agent that ends soon.
     *
     * @throws RunnerException if the program is not there
     */
    List<String> validatorTool(List<String> arguments) {
        requireJar(validatorJar, VALIDATOR_JAR);
        return command(validatorJar, TOOL_FLAGS, arguments);
    }

    /** Runs a subcommand of the miner agent that ends soon. */
    public List<String> tool(List<String> arguments) {
        return command(minerJar, TOOL_FLAGS, arguments);
    }

    /**
     * Runs a subcommand of the program of comparisons, as a miner is run.
     *
     * @throws RunnerException if the program is not there
     */
    public List<String> research(List<String> arguments) {
        requireJar(researchJar, RESEARCH_JAR);
        return command(researchJar, MINER_FLAGS, arguments);
    }

    private List<String> command(Path jar, List<String> flags, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.add(END_WITHOUT_MEMORY);
        command.addAll(ClassArchive.flags(jar.toString(), arguments.getFirst()));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return command;
    }
}
