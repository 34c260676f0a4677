package dev.iota.local.runner.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks for what the overview of the page asks for, as often as it does: {@code api.js}, {@code overview.js} and
 * {@code store.js} of the dashboard.
 */
record Looking(HttpClient http, URI api, LongAdder answers, LongAdder unchanged) {
    /** Until what was asked for at first has come. */
    static final Duration OPENING = Duration.ofSeconds(15);

    private static final int UNCHANGED = 304;

    /** What does not change is asked for up to so many times more seldom. */
    private static final double QUIET = 3;

    private static final double QUIETER = 1.25;

    /** One thing, and the milliseconds between two questions. */
    private record Asked(String path, long every) {}

    private static final List<Asked> DOCUMENTS = List.of(
            new Asked("/v1/run", 3000),
            new Asked("/v1/stages", 3000),
            new Asked("/v1/events", 6000),
            new Asked("/v1/epochs/0", 4000),
            new Asked("/v1/epochs?limit=100", 10_000),
            new Asked("/v1/miners?limit=100", 6000));

    private static final long SERIES_EVERY = 5000;

    /** Opens so many pages, one after the other within the first seconds. */
    List<Thread> start(int pages) {
        var threads = new ArrayList<Thread>();
        for (var page = 0; page < pages; page++) {
            var late = OPENING.toMillis() / 2 * page / pages;
            DOCUMENTS.forEach(asked -> threads.add(Thread.startVirtualThread(() -> again(late, asked))));
            threads.add(Thread.startVirtualThread(() -> curves(late)));
        }
        return threads;
    }

    private void again(long late, Asked asked) {
        try {
            Thread.sleep(late);
            var tag = "";
            var quiet = 1.0;
            while (true) {
                var request = HttpRequest.newBuilder(api.resolve(asked.path()));
                var answer = send(tag.isEmpty() ? request : request.header("if-none-match", tag));
                var same = answer.statusCode() == UNCHANGED;
                quiet = same ? Math.min(QUIET, quiet * QUIETER) : 1;
                tag = answer.headers().firstValue("etag").orElse(tag);
                Thread.sleep(Math.round(asked.every() * quiet));
            }
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt(); // the window is over
        }
    }

    private void curves(long late) {
        try {
            Thread.sleep(late);
            var since = "";
            while (true) {
                var query = since.isEmpty() ? "" : "&since=" + URLEncoder.encode(since, StandardCharsets.UTF_8);
                var answer = send(HttpRequest.newBuilder(api.resolve("/v1/series?resolution=fine" + query)));
                var samples = Json.read(answer.body(), JsonNode.class).path("samples");
                if (!samples.isEmpty()) {
                    since = samples.get(samples.size() - 1).path("at").asText();
                }
                Thread.sleep(SERIES_EVERY);
            }
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt(); // the window is over
        }
    }

    private java.net.http.HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        var answer = http.send(request.GET().build(), BodyHandlers.ofString());
        answers.increment();
        if (answer.statusCode() == UNCHANGED) {
            unchanged.increment();
        }
        return answer;
    }
}
