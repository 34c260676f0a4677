package dev.iota.miner.agent;

import com.sun.net.httpserver.HttpExchange;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Objects behind a small server: each is written once, and read whole or in part. */
final class FakeObjects {
    static final String PATH = "/objects/";

    private volatile String url;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    /** @param origin of the server that {@link #answer} answers for */
    FakeObjects(String origin) {
        this.url = origin + PATH;
    }

    /** The objects are reached at another origin from now on. */
    void through(String origin) {
        url = origin + PATH;
    }

    /** An object that is there already, whole. */
    Source stored(String key) {
        return source(key, object(key));
    }

    /** Stores an object; the source declares {@code declared}. */
    Source source(String key, byte[] stored, byte[] declared) {
        objects.put(PATH + key, stored);
        return new Source(url + key, Map.of(), declared.length, Optional.of(Sha256.hex(declared)));
    }

    /** Whether anybody tried to write it. */
    boolean wasSent(String key) {
        return sent.contains(PATH + key);
    }

    boolean isStored(String key) {
        return objects.containsKey(PATH + key);
    }

    Source source(String key, byte[] bytes) {
        return source(key, bytes, bytes);
    }

    Sink sink(String key, long bytes) {
        return new Sink(url + key, Map.of("content-length", Long.toString(bytes), "if-none-match", "*"), bytes);
    }

    byte[] object(String key) {
        return Objects.requireNonNull(objects.get(PATH + key), key);
    }

    void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var key = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("x-amz-request-id", "4442587FB7D0A2F9");
            if (exchange.getRequestMethod().equals("PUT")) {
                sent.add(key);
                var first = objects.putIfAbsent(key, exchange.getRequestBody().readAllBytes()) == null;
                exchange.sendResponseHeaders(first ? 200 : 412, -1);
                return;
            }
            var bytes = objects.get(key);
            if (bytes == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            var range = exchange.getRequestHeaders().getFirst("range");
            if (range == null) {
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                return;
            }
            var bounds = range.substring("bytes=".length()).split("-", 2);
            var from = Integer.parseInt(bounds[0]);
            var end = Math.min(bytes.length, Integer.parseInt(bounds[1]) + 1);
            if (from >= end) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            exchange.sendResponseHeaders(206, end - from);
            exchange.getResponseBody().write(bytes, from, end - from);
        }
    }
}
