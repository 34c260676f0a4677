package dev.iota.local.runner.chaos.machine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;

/** A proxy before the orchestrator's API, which can answer in its place. */
public final class FaultyGateway implements AutoCloseable {
    /** What the client and the server here say by themselves. */
    private static final Set<String> OWN =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings", "expect");

    private static final int BAD_GATEWAY = 502;

    private final HttpServer server;
    private final URI target;
    private final HttpClient client = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile Optional<Answer> failing = Optional.empty();

    /** What something in between says that is not the orchestrator. */
    public enum Answer {
        NOT_FOUND(404, "404 page not found"),
        FORBIDDEN(403, "Access denied"),
        BAD_GATEWAY(502, "502 Bad Gateway"),
        PAGE(200, "We will be back soon"),
        MOVED(301, "Moved Permanently");

        private final int status;
        private final String title;

        Answer(int status, String title) {
            this.status = status;
            this.title = title;
        }

        @Override
        public String toString() {
            return "%d '%s'".formatted(status, title);
        }
    }

    private FaultyGateway(HttpServer server, URI target) {
        this.server = server;
        this.target = target;
    }

    public static FaultyGateway before(URI target) throws IOException {
        try {
            var gateway = new FaultyGateway(Loopback.server(Ports.free(new Random())), target);
            gateway.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            gateway.server.createContext("/", gateway::handle);
            gateway.server.start();
            return gateway;
        } catch (CloudException e) {
            throw new IOException(e);
        }
    }

    public URI uri() {
        return Loopback.uri(server.getAddress().getPort());
    }

    /** From now on it answers this; empty to pass everything on. */
    public void fail(Optional<Answer> answer) {
        failing = answer;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var answer = failing;
            if (answer.isPresent()) {
                refuse(exchange, answer.get());
            } else {
                pass(exchange, body);
            }
        }
    }

    private static void refuse(HttpExchange exchange, Answer answer) throws IOException {
        if (answer == Answer.MOVED) {
            exchange.getResponseHeaders().set("Location", "https://elsewhere.invalid/");
        }
        var page = "<html><head><title>%s</title></head><body><h1>%s</h1></body></html>"
                .formatted(answer.title, answer.title);
        Loopback.answer(exchange, answer.status, "text/html", page);
    }

    private void pass(HttpExchange exchange, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers().map().forEach((name, values) -> {
                if (!OWN.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            var answer = response.body();
            exchange.sendResponseHeaders(response.statusCode(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            Loopback.answer(exchange, BAD_GATEWAY, "text/plain", "nothing answers");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
