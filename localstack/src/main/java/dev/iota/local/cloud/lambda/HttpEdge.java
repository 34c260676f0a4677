package dev.iota.local.cloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.cloud.page.Page;
import dev.iota.cloud.shape.RouteShape;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.net.TooLargeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for API Gateway's HTTP API: routes to functions, exact ones first, and the files of the page that shows the
 * run at the same origin. Each request is on a virtual thread.
 */
public final class HttpEdge {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/json";

    /** The largest request that Lambda takes when somebody waits for the answer, in bytes. */
    private static final int LARGEST_BODY = 6 << 20;

    private static final int NOT_FOUND = 404;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;
    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 599;

    /** What answers the requests of a route. */
    @FunctionalInterface
    public interface Backend {
        /**
         * @param event JSON
         * @return JSON
         * @throws FunctionFailedException if the function threw anything
         * @throws FunctionUnavailableException if nothing invoked it
         */
        byte[] invoke(byte[] event) throws FunctionFailedException, FunctionUnavailableException;
    }

    /** A route and what answers it. */
    public record Target(RouteShape route, Backend function) {}

    private final HttpServer server;
    private final Map<String, Target> targets = new HashMap<>();
    private final PageEdge page;
    private final Place place;
    private final Clock clock;

    /** Answers nothing before it is started; with no page, if there is none. */
    public HttpEdge(int port, Iterable<Target> targets, Optional<Page> page, Place place, Clock clock)
            throws IOException {
        this.server = Loopback.server(port);
        this.page = new PageEdge(page);
        this.place = place;
        this.clock = clock;
        targets.forEach(target -> this.targets.put(target.route().key(), target));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
    }

    public void start() {
        server.start();
    }

    public void stop() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var target =
                    target(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            if (target == null) {
                var file = page.find(exchange);
                if (file.isPresent()) {
                    page.answer(exchange, file.get());
                    return;
                }
                refuse(exchange, NOT_FOUND, "Not Found");
                return;
            }
            byte[] body;
            try {
                body = Loopback.body(exchange, LARGEST_BODY);
            } catch (TooLargeException e) {
                refuse(exchange, TooLargeException.STATUS, "Request Too Long");
                return;
            }
            byte[] answer;
            try {
                answer = target.function()
                        .invoke(HttpEvents.event(exchange, target.route(), body, place, clock.instant()));
            } catch (FunctionFailedException e) {
                refuse(exchange, FAILED, "Internal Server Error");
                return;
            } catch (FunctionUnavailableException e) {
                LOG.warn("{}: {}", target.route().key(), e.getMessage());
                refuse(exchange, UNAVAILABLE, "Service Unavailable");
                return;
            }
            respond(exchange, target, JSON.readTree(answer));
        }
    }

    private @Nullable Target target(String method, String path) {
        var exact = targets.get(method + " " + path);
        return exact != null
                ? exact
                : targets.values().stream()
                        .filter(target -> target.route().covers(method, path))
                        .findFirst()
                        .orElse(null);
    }

    private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
        Loopback.answer(exchange, status, TYPE, "{\"message\":\"%s\"}".formatted(message));
    }

    private static void respond(HttpExchange exchange, Target target, JsonNode answer) throws IOException {
        var status = answer.path("statusCode").asInt();
        if (status < LOWEST_STATUS || status > HIGHEST_STATUS) {
            LOG.error(
                    "function {} answered {} with the status {}",
                    target.route().function(),
                    target.route().key(),
                    status);
            refuse(exchange, FAILED, "Internal Server Error");
            return;
        }
        var headers = exchange.getResponseHeaders();
        answer.path("headers")
                .properties()
                .forEach(
                        header -> headers.set(header.getKey(), header.getValue().asText()));
        var text = answer.path("body").asText("");
        var body = answer.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text)
                : text.getBytes(StandardCharsets.UTF_8);
        // The server's words: 0 is a body of unknown length, -1 is none.
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
