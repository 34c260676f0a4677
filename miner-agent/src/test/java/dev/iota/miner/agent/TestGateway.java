package dev.iota.miner.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy between a miner and its orchestrator, which passes everything on until it is told to answer itself. */
final class TestGateway implements AutoCloseable {
    /** What the proxy does with a request. */
    @FunctionalInterface
    interface Manner {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static final Set<String> OF_CONNECTIONS = Set.of("connection", "content-length", "host", "upgrade");

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI target;
    private final AtomicInteger strange = new AtomicInteger();
    private volatile Manner manner = this::pass;

    TestGateway(URI target) throws IOException {
        this.target = target;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                manner.answer(exchange);
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Requests that the proxy answered itself since it was told to. */
    int strange() {
        return strange.get();
    }

    /** Answers everything like this from now on. */
    void answer(Manner other) {
        strange.set(0);
        manner = exchange -> {
            other.answer(exchange);
            strange.incrementAndGet();
        };
    }

    /** Answers requests of one method like this, and passes the others on. */
    void answerOnly(String method, Manner other) {
        strange.set(0);
        manner = exchange -> {
            if (!exchange.getRequestMethod().equals(method)) {
                pass(exchange);
                return;
            }
            other.answer(exchange);
            strange.incrementAndGet();
        };
    }

    void passOn() {
        manner = this::pass;
    }

    static Manner status(int status, String type, String body) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("content-type", type);
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    static Manner redirect(String location) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("location", location);
            exchange.sendResponseHeaders(301, -1);
        };
    }

    /** What the orchestrator answers, with its body cut in the middle, as if that were all. */
    Manner truncated() {
        return exchange -> pass(exchange, true);
    }

    private void pass(HttpExchange exchange) throws IOException {
        pass(exchange, false);
    }

    private void pass(HttpExchange exchange, boolean cut) throws IOException {
        var request = HttpRequest.newBuilder(
                        target.resolve(exchange.getRequestURI().toString()))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_CONNECTIONS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        response.headers().map().forEach((name, values) -> {
            if (!OF_CONNECTIONS.contains(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        var length = cut ? response.body().length / 2 : response.body().length;
        exchange.sendResponseHeaders(response.statusCode(), length == 0 ? -1 : length);
        if (length > 0) {
            exchange.getResponseBody().write(response.body(), 0, length);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
