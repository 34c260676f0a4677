package dev.iota.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;

/**
 * A service over HTTP that answers what a test says, one answer a request, and remembers what it was asked. It stands
 * where no local service does, or where a local one never gives the answer that the test is about.
 */
public final class ScriptedService implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();

    private ScriptedService(HttpServer server) {
        this.server = server;
    }

    private record Answer(int status, String body) {}

    /**
     * A request as it came.
     *
     * @param headers by their lower-case names
     */
    public record Request(String path, Map<String, String> headers, String body) {
        /** The operation of a service whose requests are JSON. */
        public String operation() {
            var target = headers.getOrDefault("x-amz-target", "");
            return target.substring(target.lastIndexOf('.') + 1);
        }

        /** The fields of a form. */
        public Map<String, String> form() {
            return Arrays.stream(body.split("&", -1))
                    .map(field -> field.split("=", 2))
                    .collect(Collectors.toMap(
                            field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
        }
    }

    /** A server on a port of its own, which has nothing to say yet. */
    public static ScriptedService start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var service = new ScriptedService(server);
            server.createContext("/", service::handle);
            server.start();
            return service;
        } catch (IOException e) {
            throw new IllegalStateException("the scripted service did not start", e);
        }
    }

    /** The next answer that was not given yet is followed by this one. */
    public synchronized ScriptedService answer(int status, String body) {
        answers.add(new Answer(status, body));
        return this;
    }

    /** The same, an error of a service that speaks JSON. */
    public ScriptedService fail(String type) {
        return answer(400, "{\"__type\":\"%s\",\"message\":\"for the test\"}".formatted(type));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What came so far. */
    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            entry -> entry.getKey().toLowerCase(Locale.ROOT),
                            entry -> String.join(",", entry.getValue())));
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(exchange.getRequestURI().toString(), headers, body));
            var answer = answers.isEmpty() ? new Answer(400, "{\"__type\":\"NothingToSay\"}") : answers.remove();
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
