package dev.iota.local.packaged;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.local.cloud.net.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The API from which a function's process on Lambda takes its invocations, and hears of a restored snapshot. */
final class RuntimeApi implements AutoCloseable {
    /** What came of an invocation: an answer, or an error in Lambda's words. */
    record Outcome(boolean failed, String body) {}

    private record Invocation(String id, String event, CompletableFuture<Outcome> outcome) {}

    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final HttpServer server;
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, Invocation> running = new ConcurrentHashMap<>();
    private final CompletableFuture<String> checkpoint = new CompletableFuture<>();
    private final CountDownLatch restored = new CountDownLatch(1);

    RuntimeApi() throws IOException {
        server = Loopback.server(0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(PREFIX + "invocation/", this::invocation);
        server.createContext(PREFIX + "restore/next", this::restore);
        for (var phase : new String[] {"init", "restore"}) {
            server.createContext(PREFIX + phase + "/error", exchange -> {
                try (exchange) {
                    var error = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                    waiting.forEach(one -> one.outcome().complete(new Outcome(true, error)));
                    checkpoint.complete(error);
                    Loopback.answer(exchange, 202, "application/json", "{}");
                }
            });
        }
        server.start();
    }

    String address() {
        return Loopback.HOST + ":" + server.getAddress().getPort();
    }

    Outcome invoke(String event) throws ExecutionException, InterruptedException, TimeoutException {
        var invocation = new Invocation(UUID.randomUUID().toString(), event, new CompletableFuture<>());
        waiting.add(invocation);
        return invocation.outcome().get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until the process is ready for its snapshot; what went wrong before that, or nothing. */
    String awaitCheckpoint() throws ExecutionException, InterruptedException, TimeoutException {
        return checkpoint.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    /** The process goes on as if it had been restored from its snapshot. */
    void restore() {
        restored.countDown();
    }

    private void restore(HttpExchange exchange) throws IOException {
        try (exchange) {
            checkpoint.complete("");
            restored.await();
            Loopback.answer(exchange, 200, "application/json", "{}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void invocation(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().substring((PREFIX + "invocation/").length());
            if (path.equals("next")) {
                next(exchange);
                return;
            }
            var parts = path.split("/", -1);
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var invocation = running.remove(parts[0]);
            if (invocation == null) {
                Loopback.answer(exchange, 400, "application/json", "{}");
                return;
            }
            invocation.outcome().complete(new Outcome(parts[1].equals("error"), body));
            Loopback.answer(exchange, 202, "application/json", "{}");
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        Invocation invocation;
        try {
            invocation = waiting.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        running.put(invocation.id(), invocation);
        var headers = exchange.getResponseHeaders();
        headers.add("Lambda-Runtime-Aws-Request-Id", invocation.id());
        headers.add(
                "Lambda-Runtime-Deadline-Ms",
                Long.toString(Instant.now().plusSeconds(30).toEpochMilli()));
        headers.add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:probe");
        Loopback.answer(exchange, 200, "application/json", invocation.event());
    }

    @Override
    public void close() {
        restored.countDown();
        server.stop(0);
    }
}
