package dev.iota.orchestrator;

import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects as miners see them: behind signed URLs. What was read, and had the hash that was declared, is not read again.
 */
final class TestObjectStore {
    private static final int MISSING = 412;

    /** All of it, or the part that the URL is for. */
    private static final List<Integer> THERE = List.of(200, 206);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, byte[]> known = new HashMap<>();

    byte[] get(Source source) {
        var wanted = source.sha256().orElseThrow();
        return known.computeIfAbsent(wanted, hash -> {
            var response = send(request(source.url(), source.headers()).GET().build());
            if (!THERE.contains(response.statusCode())
                    || !Sha256.hex(response.body()).equals(hash)) {
                throw new IllegalStateException("GET gave %d".formatted(response.statusCode()));
            }
            return response.body();
        });
    }

    void put(Sink sink, byte[] bytes) {
        var status = send(request(sink.url(), sink.headers())
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build())
                .statusCode();
        // What is there already is what was signed for.
        if (status != 200 && status != MISSING) {
            throw new IllegalStateException("PUT gave %d".formatted(status));
        }
    }

    /** The next epoch has others. */
    void forget() {
        known.clear();
    }

    private static HttpRequest.Builder request(String url, Map<String, String> headers) {
        var builder = HttpRequest.newBuilder(URI.create(url));
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                builder.header(name, value);
            }
        });
        return builder;
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
