package dev.iota.local.packaged;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process of one function, started as Lambda starts it: from the jar that is deployed and nothing else of ours. */
final class PackagedFunction implements AutoCloseable {
    private static final Path BUILT = Path.of("..", "orchestrator-functions", "target");
    private static final String RUNTIME = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    /** What Lambda starts a function with one CPU with; it leaves the compilers alone where it takes snapshots. */
    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");

    private final Process process;

    private PackagedFunction(Process process) {
        this.process = process;
    }

    /** How a process begins. */
    enum Start {
        /** It is started and called. */
        COLD("on-demand", "-XX:TieredStopAtLevel=1"),
        /** It is started, prepared for its snapshot, restored, and called. */
        SNAPSHOT("snap-start", "-XX:+TieredCompilation");

        private final String type;
        private final String compiler;

        Start(String type, String compiler) {
            this.type = type;
            this.compiler = compiler;
        }
    }

    /** The jar, if it was built. */
    static Optional<Path> jar() throws IOException {
        if (!Files.isDirectory(BUILT)) {
            return Optional.empty();
        }
        try (var jars = Files.newDirectoryStream(BUILT, "orchestrator-functions-*-lambda.jar")) {
            var found = jars.iterator();
            return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
        }
    }

    /**
     * @param environment where the services are
     * @param log file that takes what the process says
     * @param more flags of the JVM
     */
    static PackagedFunction start(
            Path jar,
            String handler,
            Start start,
            RuntimeApi api,
            Map<String, String> environment,
            Path log,
            List<String> more)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add(start.compiler);
        command.addAll(more);
        command.addAll(List.of("-cp", classPath(jar), RUNTIME, handler));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API", api.address(),
                        "AWS_LAMBDA_INITIALIZATION_TYPE", start.type,
                        "AWS_LAMBDA_FUNCTION_NAME", "probe",
                        "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769",
                        "AWS_LAMBDA_LOG_GROUP_NAME", "probe",
                        "AWS_LAMBDA_LOG_STREAM_NAME", "probe",
                        "_HANDLER", handler,
                        "LAMBDA_TASK_ROOT", "."));
        return new PackagedFunction(builder.start());
    }

    /** Processor time so far, of all threads. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Lets it end by itself, as a JVM that writes an archive when it ends. */
    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the function's process does not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** The jar and what Lambda adds to it: nothing else that this module knows. */
    private static String classPath(Path jar) {
        var path = new ArrayList<>(List.of(jar.toAbsolutePath().normalize().toString()));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> Path.of(entry).getFileName().toString().startsWith("aws-lambda-java-"))
                .forEach(path::add);
        return String.join(File.pathSeparator, path);
    }
}
