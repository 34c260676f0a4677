package dev.iota.cloud;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * LocalStack in place of the servers of {@link CloudServices}, for whoever runs the tests of the adapters with
 * {@code -Dtest.cloud=localstack}. It needs Python 3.13.
 */
final class LocalStackHost {
    /** Surefire starts in the module's folder. */
    private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();

    private static final Path HOST = CHECKOUT.resolve("localstack/host");
    private static final Path INSTALLATION = CHECKOUT.resolve("localstack/target/localstack-4.14.0");
    private static final long PATIENCE_NANOS = 180_000_000_000L;
    private static final long LOOK_EVERY_NANOS = 100_000_000L;

    private LocalStackHost() {}

    /** Whether the tests are to run over it. */
    static boolean isWanted() {
        return System.getProperty("test.cloud", "").equals("localstack");
    }

    /** Starts it for as long as this process lives; where it listens. */
    static URI start() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("localstack");
        var log = folder.resolve("log").toFile();
        var installed = new ProcessBuilder(HOST.resolve("install.sh").toString(), INSTALLATION.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (installed != 0) {
            throw new IllegalStateException("LocalStack is not there");
        }
        var port = freePort();
        var builder = new ProcessBuilder(
                        INSTALLATION.resolve("venv/bin/python").toString(),
                        "-B",
                        HOST.resolve("serve.py").toString(),
                        Integer.toString(port),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log);
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "IOTA_DYNAMODB_CLASSES", System.getProperty("java.class.path"),
                        "IOTA_JSONATA_FOLDER", folder.toString(),
                        "IOTA_LAMBDA_RUNTIME", "",
                        "IOTA_LAMBDA_PROCESSES", "1",
                        "IOTA_LAMBDA_LOGS", folder.toString()));
        var process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
        await(process, log);
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(Process process, File log) throws IOException {
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        while (Files.readAllLines(log.toPath()).stream().noneMatch(line -> line.startsWith("Ready"))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("LocalStack did not start: " + Files.readString(log.toPath()));
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private static void end(Process process, Path folder) {
        var started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        started.forEach(child -> child.onExit().join());
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
