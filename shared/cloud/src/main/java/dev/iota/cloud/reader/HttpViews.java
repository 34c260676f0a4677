package dev.iota.cloud.reader;

import dev.iota.cloud.client.EnvironmentProxies;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;

/** The read API of an orchestrator, over HTTP. */
public final class HttpViews implements ViewSource, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI base;
    private final HttpClient http;

    /** @param base that paths are put behind, with or without a slash at its end */
    public HttpViews(URI base) {
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
        this.http = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .proxy(new EnvironmentProxies(System.getenv()))
                .build();
    }

    @Override
    public Answer get(String path, String query) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path + (query.isEmpty() ? "" : "?" + query)))
                .timeout(PATIENCE)
                .header("accept", "application/json")
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (HttpTimeoutException e) {
            throw new IOException("there was no answer within %d s".formatted(PATIENCE.toSeconds()), e);
        } catch (ConnectException e) {
            // Java says no more than that it failed, also of a host whose name it does not find.
            throw new IOException(
                    e.getCause() instanceof UnresolvedAddressException
                            ? "there is no host of this name"
                            : "nothing listens there",
                    e);
        }
    }

    @Override
    public String toString() {
        return base.toString();
    }

    @Override
    public void close() {
        http.close();
    }
}
