package dev.iota.local.stack;

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
import java.util.concurrent.TimeUnit;

/** LocalStack as a process on this host, with its functions as processes, too. It keeps what it holds in memory. */
final class LocalStackServer {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** What it writes when every service can be used. */
    private static final String READY = "Ready";

    /** Processes of functions at once: ten functions, and calls of the busy ones that overlap. */
    private static final String FUNCTIONS = "14";

    private static final String SERVICES =
            "dynamodb,sqs,s3,sts,iam,lambda,stepfunctions,events,scheduler,cloudformation,cloudwatch,logs,ssm";

    /** Where its files are. */
    record Folders(Path work, Path logs) {
        Path log() {
            return logs.resolve("localstack.log");
        }
    }

    private final Process process;
    private final int port;
    private final Folders folders;

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
        var builder = new ProcessBuilder(
                        checkout.installation().resolve("venv/bin/python").toString(),
                        "-B", // the sources beside the script are not built
                        checkout.serve().toString())
                .redirectErrorStream(true)
                .redirectOutput(folders.log().toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_")); // of whom it stands for
        environment.putAll(settings(port, folders.work()));
        environment.put("IOTA_LAMBDA_LOGS", functionLogs.toString());
        environment.put("XDG_CACHE_HOME", checkout.installation().resolve("cache").toString());
        var process = Supervised.start(builder);
        process.getOutputStream().close();
        return new LocalStackServer(process, port, folders);
    }

    private static Map<String, String> settings(int port, Path work) throws IOException {
        var listen = Loopback.HOST + ":" + port;
        var jsonata = work.resolve("jsonata");
        HostJars.linkJsonata(jsonata);
        return Map.ofEntries(
                // Its own folders are below one of ours, wherever it thinks that it runs.
                Map.entry("OVERRIDE_IN_DOCKER", "0"),
                Map.entry("FILESYSTEM_ROOT", work.toString()),
                Map.entry("TMPDIR", Files.createDirectories(work.resolve("tmp")).toString()),
                Map.entry("GATEWAY_LISTEN", listen),
                // Its usual server listens on all addresses.
                Map.entry("GATEWAY_SERVER", "hypercorn"),
                Map.entry("LOCALSTACK_HOST", listen),
                // The usual URLs of queues want a name server.
                Map.entry("SQS_ENDPOINT_STRATEGY", "off"),
                Map.entry("DNS_ADDRESS", "0"),
                Map.entry("S3_SKIP_SIGNATURE_VALIDATION", "0"),
                Map.entry("DISABLE_EVENTS", "1"),
                Map.entry("LS_LOG", "warning"), // otherwise it writes a line for each call
                Map.entry("SKIP_SSL_CERT_DOWNLOAD", "1"),
                Map.entry("EAGER_SERVICE_LOADING", "1"),
                Map.entry("SERVICES", SERVICES),
                // A message waits for the next poll, a hop for its message.
                Map.entry("LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC", "0.05"),
                Map.entry("LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC", "0.5"),
                Map.entry("LAMBDA_IGNORE_ARCHITECTURE", "1"),
                Map.entry("LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT", "120"),
                Map.entry("JAVA_HOME", System.getProperty("java.home")),
                Map.entry("IOTA_LAMBDA_RUNTIME", HostJars.runtimeClient()),
                Map.entry("IOTA_LAMBDA_PROCESSES", FUNCTIONS),
                Map.entry("IOTA_DYNAMODB_CLASSES", HostJars.dynamoDb()),
                Map.entry("IOTA_JSONATA_FOLDER", jsonata.toString()));
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
                throw new CloudException("LocalStack did not start; the reason is in %s".formatted(folders.log()));
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

    /** Waits for its end, which is the end of the run. */
    String awaitEnd() throws InterruptedException {
        var status = process.waitFor();
        return "LocalStack ended by itself with status %d, and with it all that the run had in it; its log is %s"
                .formatted(status, folders.log());
    }

    /** Ends it with all that it started, and removes its files: nothing in it is of use without it. */
    void stop() throws IOException, InterruptedException {
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
