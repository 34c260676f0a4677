package dev.iota.local.stack;

import dev.iota.cloud.process.LogTail;
import dev.iota.cloud.process.Supervised;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Loopback;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** LocalStack as a process on this host, with its functions as processes, too. It keeps what it holds in memory. */
final class LocalStackServer {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** What it writes when every service can be used. */
    private static final String READY = "Ready";

    /** Processes of functions at once: ten functions, and calls of the busy ones that overlap. */
    private static final String FUNCTIONS = "14";

    /** Where its files are. */
    record Folders(Path work, Path logs) {
        Path log() {
            return logs.resolve("localstack.log");
        }
    }

    private final Process process;
    private final int port;
    private final Folders folders;
    private volatile boolean stopped;

    private LocalStackServer(Process process, int port, Folders folders) {
        this.process = process;
        this.port = port;
        this.folders = folders;
    }

    /** Installs it where it is not yet. */
    static void install(Checkout checkout, Path log) throws CloudException, IOException, InterruptedException {
        var script = new ProcessBuilder(
                checkout.install().toString(), checkout.installation().toString());
        Tool.run("LocalStack is not there", script, log);
    }

    /** Starts it; it becomes ready by itself. */
    static LocalStackServer start(Checkout checkout, int port, Folders folders) throws IOException {
        var functionLogs = Files.createDirectories(folders.logs().resolve("functions"));
        var jsonata = folders.work().resolve("jsonata");
        HostJars.linkJsonata(jsonata);
        var builder = new ProcessBuilder(
                        checkout.installation().resolve("venv/bin/python").toString(),
                        "-B", // the sources beside the script are not built
                        checkout.serve().toString(),
                        Integer.toString(port),
                        folders.work().toString())
                .redirectErrorStream(true)
                .redirectOutput(folders.log().toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "IOTA_DYNAMODB_CLASSES", HostJars.dynamoDb(),
                        "IOTA_JSONATA_FOLDER", jsonata.toString(),
                        "IOTA_LAMBDA_RUNTIME", HostJars.runtimeClient(),
                        "IOTA_LAMBDA_PROCESSES", FUNCTIONS,
                        "IOTA_LAMBDA_LOGS", functionLogs.toString()));
        var process = Supervised.start(builder);
        process.getOutputStream().close();
        return new LocalStackServer(process, port, folders);
    }

    /** Where all its services are. */
    URI endpoint() {
        return Loopback.uri(port);
    }

    /** @throws CloudException if it ends instead */
    void awaitReady() throws CloudException, IOException, InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new CloudException("LocalStack did not start: %s (its log is %s)"
                        .formatted(LogTail.reason(folders.log()), folders.log()));
            }
            if (System.nanoTime() > deadline) {
                throw new CloudException("LocalStack was not ready after %d s; its log is %s"
                        .formatted(PATIENCE.toSeconds(), folders.log()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    private boolean isReady() throws IOException {
        return new String(Files.readAllBytes(folders.log()), StandardCharsets.UTF_8)
                .lines()
                .anyMatch(line -> line.startsWith(READY));
    }

    /** Waits for its end; if it was not asked for, a sentence that says so: it is the end of the run. */
    Optional<String> awaitEnd() throws InterruptedException {
        var status = process.waitFor();
        if (stopped) {
            return Optional.empty();
        }
        return Optional.of(
                "LocalStack ended by itself with status %d, and with it all that the run had in it: %s (its log is %s)"
                        .formatted(status, LogTail.reason(folders.log()), folders.log()));
    }

    /** Ends it with all that it started, and removes its files: nothing in it is of use without it. */
    void stop() throws IOException, InterruptedException {
        stopped = true;
        var started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        started.forEach(child -> child.onExit().join());
        try (var paths = Files.walk(folders.work())) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
