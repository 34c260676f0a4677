package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.iota.core.base.Json;
import dev.iota.local.LocalCommand;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.process.JavaCommands;
import dev.iota.local.runner.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** The runner as a process of its own, as {@code ./iota} starts it, and what a test does to it. */
final class Started implements AutoCloseable {
    /** A machine that does other things at the same time must not fail a test. */
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Duration POLL_EVERY = Duration.ofMillis(50);
    private static final Pattern STAGE = Pattern.compile("stage (\\d) of \\d");

    private final Process process;
    private final Path output;

    private Started(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param folder for what it writes to its standard output and error */
    static Started start(Path folder, List<String> arguments) throws IOException {
        return start(folder, arguments, Map.of());
    }

    private static Started start(Path folder, List<String> arguments, Map<String, String> environment)
            throws IOException {
        return start(folder, List.of(), arguments, environment);
    }

    /** @param prefix what the command begins with */
    static Started start(Path folder, List<String> prefix, List<String> arguments, Map<String, String> environment)
            throws IOException {
        var command = new ArrayList<>(prefix);
        command.add(java().java().toString());
        command.addAll(
                List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx256m"));
        command.add("-D%s=%s".formatted(JavaCommands.MINER_JAR, java().minerJar()));
        command.add("-D%s=%s".formatted(JavaCommands.VALIDATOR_JAR, java().validatorJar()));
        command.add("-Diota.checkout=" + Path.of("..").toAbsolutePath().normalize());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LocalCommand.class.getName()));
        command.addAll(arguments);
        var output = Files.createTempFile(folder, "output", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // After every step, so that a killed miner has something to go on with.
        builder.environment().put("IOTA_SNAPSHOT_EVERY", "0");
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        // Short lives: what the optimising compiler gains it does not live to give back.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        builder.environment().putAll(environment);
        return new Started(builder.start(), output);
    }

    /** This JVM, and the jars that were built before this module. */
    static JavaCommands java() {
        return new JavaCommands(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                jar(JavaCommands.MINER_JAR, Path.of("..", "miner-agent", "target", "miner-agent.jar")),
                jar(JavaCommands.VALIDATOR_JAR, Path.of("..", "validator-agent", "target", "validator-agent.jar")),
                jar(JavaCommands.RESEARCH_JAR, Path.of("..", "shared", "research", "target", "iota-research.jar")));
    }

    private static Path jar(String property, Path built) {
        var jar = Path.of(System.getProperty(property, built.toString()));
        assertThat(jar).as("it comes before this module in the build").isRegularFile();
        return jar.toAbsolutePath().normalize();
    }

    /** Runs it to its end. */
    static Ended run(Path folder, List<String> arguments) throws Exception {
        return run(folder, arguments, Map.of());
    }

    /** The same in another environment. */
    static Ended run(Path folder, List<String> arguments, Map<String, String> environment) throws Exception {
        try (var started = start(folder, arguments, environment)) {
            return started.awaitEnd();
        }
    }

    /** The same as a command that begins with others. */
    static Ended run(Path folder, List<String> prefix, List<String> arguments) throws Exception {
        try (var started = start(folder, prefix, arguments, Map.of())) {
            return started.awaitEnd();
        }
    }

    /** How it ended. */
    record Ended(int status, String output) {}

    Ended awaitEnd() throws Exception {
        return awaitEnd(PATIENCE);
    }

    Ended awaitEnd(Duration patience) throws Exception {
        assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
                .as("it ends; its output so far: %s", output())
                .isTrue();
        return new Ended(process.exitValue(), output());
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Its processes, by the numbers that the system knows them by. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** The command line of a miner of a run. */
    static List<String> miner(CloudFile cloud, Path home, String... further) {
        var arguments =
                new ArrayList<>(List.of("run", "--orchestrator", cloud.api().toString()));
        arguments.addAll(List.of("--run", cloud.run(), "--home", home.toString()));
        arguments.addAll(List.of(further));
        return java().miner(arguments);
    }

    /** Trains the mini model with further arguments. */
    static Started train(Path folder, Path run, String... further) throws IOException {
        return train(folder, run, Mini.preset(folder), further);
    }

    /** Trains a model of a preset with further arguments. */
    static Started train(Path folder, Path run, Path preset, String... further) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "train",
                "--preset",
                preset.toString(),
                "--data",
                Mini.text(folder).toString(),
                "--out",
                run.toString()));
        arguments.addAll(List.of(further));
        return start(folder, arguments);
    }

    /** Ctrl-C, or another signal. */
    static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The process that is the cloud of a run. */
    static long cloudPid(Path run) throws IOException {
        return CloudFile.read(run.resolve("cloud")).pid();
    }

    static Report report(Path run) throws IOException {
        // What could not be measured is null, which nothing from the network may be.
        return Json.mapper()
                .readerFor(Report.class)
                .without(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .readValue(Files.readString(run.resolve("report.json")));
    }

    /** The process of the miner that holds a stage. */
    static long minerPid(Path run, int stage, int miners) throws IOException {
        for (var miner = 0; miner < miners; miner++) {
            var log = run.resolve("logs").resolve("miner-%d.log".formatted(miner));
            var match = STAGE.matcher(Files.readString(log));
            if (match.find() && Integer.parseInt(match.group(1)) == stage) {
                var agent =
                        run.resolve("miners").resolve(Integer.toString(miner)).resolve("agent.json");
                return Json.mapper().readTree(agent.toFile()).path("pid").asLong();
            }
        }
        throw new AssertionError("no miner holds stage " + stage);
    }

    /** Waits until something is so; what goes wrong while asking counts as not yet. */
    void await(String what, Callable<Boolean> condition) throws Exception {
        await(what, PATIENCE, condition);
    }

    void await(String what, Duration patience, Callable<Boolean> condition) throws Exception {
        var deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (IOException | RuntimeException notYet) {
                // A file that is not there, a service that is down.
            }
            assertThat(process.isAlive())
                    .as("%s: it lives; its output: %s", what, output())
                    .isTrue();
            assertThat(System.nanoTime()).as("%s: %s", what, output()).isLessThan(deadline);
            LockSupport.parkNanos(POLL_EVERY.toNanos());
        }
    }

    /** Where the cloud of a run is, for whoever reads that from its environment, and its owner's credentials. */
    static Map<String, String> environment(Path run) throws IOException {
        return CloudFile.read(run.resolve("cloud")).environment();
    }

    /** The run's tables, while its cloud lives. */
    static Operator operator(Path run) throws IOException {
        var spec = RunFolder.record(run).spec();
        return new Operator(CloudFile.read(run.resolve("cloud")), spec, InstantSource.system());
    }

    /** What the tables say of a run that has ended. */
    @FunctionalInterface
    interface Reading<T> {
        T of(Operator operator) throws Exception;
    }

    /** Starts the cloud of a run once more, to read its tables. */
    static <T> T read(Path run, Reading<T> reading) throws Exception {
        var name = RunFolder.record(run).spec().run();
        try (var cloud = CloudProcess.start(
                run.resolve("cloud"), name, run.resolve("logs").resolve("cloud.log"))) {
            assertThat(cloud.process().isAlive()).isTrue();
            try (var operator = operator(run)) {
                return reading.of(operator);
            }
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
