package dev.iota.local.cloud;

import dev.iota.cloud.process.LogTail;
import dev.iota.cloud.process.Supervised;
import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The embedded cloud as a process of its own: its libraries clash with the agents', and a process can be killed in
 * earnest.
 */
public final class CloudProcess implements AutoCloseable {
    /** What it prints when it can be used, followed by the URL of the HTTP API. */
    public static final String READY = "ready ";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * Measured on two cores: the first compiler alone starts with half the CPU time, needs 6 ms instead of 7 to 12 for
     * an event from queue to deletion, and 60 MB less; only large objects cost more (35 ms instead of 22 for 2 MiB in
     * and out).
     */
    private static final List<String> FLAGS = List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Process process;
    private final URI api;

    private CloudProcess(Process process, URI api) {
        this.process = process;
        this.api = api;
    }

    /**
     * Starts the cloud of a run with this process's own Java and class path, and returns when it can be used.
     *
     * @param folder the run's folder
     * @param run the run's name
     * @param log file to which its log is appended
     * @throws CloudException if it ended instead; the message has its reason
     */
    public static CloudProcess start(Path folder, String run, Path log) throws IOException, CloudException {
        return start(CloudCommand.class, folder, run, log);
    }

    static CloudProcess start(Class<?> main, Path folder, String run, Path log) throws IOException, CloudException {
        var builder = new ProcessBuilder(command(main, folder, run)).redirectError(Redirect.appendTo(log.toFile()));
        var process = Supervised.start(builder);
        for (var line = process.inputReader().readLine();
                line != null;
                line = process.inputReader().readLine()) {
            if (line.startsWith(READY)) {
                return new CloudProcess(process, URI.create(line.substring(READY.length())));
            }
        }
        process.destroyForcibly();
        throw new CloudException("the embedded cloud of %s did not start: %s (its log is %s)"
                .formatted(folder, LogTail.reason(log), log));
    }

    /**
     * The command that runs the cloud of a run with this process's own Java and class path, for whoever keeps the
     * process himself.
     */
    public static List<String> command(Path folder, String run) {
        return command(CloudCommand.class, folder, run);
    }

    private static List<String> command(Class<?> main, Path folder, String run) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of("--dir", folder.toString(), "--run", run));
        return command;
    }

    /** The process itself. */
    public Process process() {
        return process;
    }

    /** HTTP API of the orchestrator. */
    public URI api() {
        return api;
    }

    /** Stops it cleanly; kills it if it takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
