package dev.iota.miner.agent.link;

import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import dev.iota.miner.agent.failure.Backoff;
import dev.iota.miner.agent.failure.InputBadException;
import dev.iota.miner.agent.failure.Outage;
import dev.iota.miner.agent.failure.TooLateException;
import dev.iota.miner.agent.metrics.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Reads and writes objects through presigned URLs, again and again while the store is away. */
public final class PresignedObjects {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    /** The client writes these itself. */
    private static final Set<String> WRITTEN_BY_CLIENT = Set.of("content-length", "host");

    /** Of one object: a slice of a stage's state; boundary tensors are much smaller. */
    private static final int MOST_BYTES = 1 << 30;

    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final HttpClient http;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Outage outage;
    private final Traffic traffic;

    public PresignedObjects(
            HttpClient http, InstantSource clock, RandomGenerator random, Outage outage, Traffic traffic) {
        this.http = http;
        this.clock = clock;
        this.random = random;
        this.outage = outage;
        this.traffic = traffic;
    }

    /** The same, with its bytes counted elsewhere. */
    public PresignedObjects counting(Traffic elsewhere) {
        return new PresignedObjects(http, clock, random, outage, elsewhere);
    }

    /** Bytes that were read, and their SHA-256. */
    // handed over, never changed
    @SuppressWarnings("ArrayRecordComponent")
    public record Fetched(byte[] bytes, String sha256) {}

    /**
     * Reads an object and checks its length and, where it is declared, its hash.
     *
     * @param deadline when its URL ends
     * @throws InputBadException if it is missing or is not what was declared
     * @throws TooLateException if the URL ended before it could be read
     */
    public Fetched get(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        if (source.bytes() < 0 || source.bytes() > MOST_BYTES) {
            throw new InputBadException("an object of %d bytes was declared; at most %d are read at once"
                    .formatted(source.bytes(), MOST_BYTES));
        }
        var bytes = read(readable(source).GET().build(), (int) source.bytes(), deadline);
        var found = Sha256.hex(bytes);
        if (source.sha256().isPresent() && !source.sha256().get().equals(found)) {
            throw new InputBadException("the object hashes to %s; %s was declared"
                    .formatted(found, source.sha256().get()));
        }
        return new Fetched(bytes, found);
    }

    /** Reads an object that is text, and whose hash must be declared. */
    public String text(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        if (source.sha256().isEmpty()) {
            throw new InputBadException("the object has no declared hash");
        }
        return new String(get(source, deadline).bytes(), StandardCharsets.UTF_8);
    }

    /** Reads a range of an object; as {@link #get}, but only the length is checked. */
    public byte[] get(Source source, long from, int length, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var request = readable(source)
                .header("range", "bytes=%d-%d".formatted(from, from + length - 1))
                .GET()
                .build();
        return read(request, length, deadline);
    }

    private byte[] read(HttpRequest request, int length, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var response = persist(request, deadline, in -> in.readNBytes(length + 1));
        if (response.status() == FORBIDDEN) {
            throw new TooLateException("the store refuses to show an input (HTTP 403)");
        }
        if (response.status() >= 300) {
            throw new InputBadException("the object is not there: HTTP %d".formatted(response.status()));
        }
        if (response.body().length != length) {
            throw new InputBadException("the object has %s bytes; %d were declared"
                    .formatted(response.body().length > length ? "more" : response.body().length, length));
        }
        traffic.down().accept(length);
        return response.body();
    }

    /**
     * Writes an object, once: one that is there already was written by an earlier attempt under the same lease.
     *
     * @param deadline when its URL ends
     * @throws TooLateException if the URL ended before it could be written
     */
    public void put(Sink sink, BodyPublisher body, Instant deadline) throws TooLateException, InterruptedException {
        if (body.contentLength() != sink.bytes()) {
            throw new IllegalStateException(
                    "an object of %d bytes where %d are to be stored".formatted(body.contentLength(), sink.bytes()));
        }
        HttpRequest request;
        try {
            request = request(sink.url(), sink.headers()).PUT(body).build();
        } catch (IllegalArgumentException e) {
            throw new TooLateException("there is no place for an output: its URL or its headers cannot be used");
        }
        var status = persist(request, deadline, InputStream::readAllBytes).status();
        if (status >= 300 && status != PRECONDITION_FAILED) {
            throw new TooLateException("the store refuses to take an output: HTTP %d".formatted(status));
        }
        traffic.up().accept(sink.bytes());
    }

    private static HttpRequest.Builder readable(Source source) throws InputBadException {
        try {
            return request(source.url(), source.headers());
        } catch (IllegalArgumentException e) {
            // Neither is shown: a URL is a right.
            throw new InputBadException("the URL or the headers of the object cannot be used");
        }
    }

    private static HttpRequest.Builder request(String url, Map<String, String> headers) {
        var builder = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
        headers.forEach((name, value) -> {
            if (!WRITTEN_BY_CLIENT.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                builder.header(name, value);
            }
        });
        return builder;
    }

    @SuppressWarnings("ArrayRecordComponent") // of one call
    private record Answer(int status, byte[] body) {}

    @FunctionalInterface
    private interface Reader {
        byte[] read(InputStream in) throws IOException;
    }

    private Answer persist(HttpRequest request, Instant deadline, Reader reader)
            throws TooLateException, InterruptedException {
        var backoff = new Backoff(random);
        while (true) {
            try {
                var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (var in = response.body()) {
                    var status = response.statusCode();
                    if (!isTransient(status)) {
                        var body = reader.read(in);
                        StoreAnswers.require(status, response.headers(), body);
                        outage.succeeded();
                        return new Answer(status, body);
                    }
                    outage.failed(new IOException("HTTP " + status));
                }
            } catch (IOException e) {
                outage.failed(e);
            }
            if (clock.instant().isAfter(deadline)) {
                throw new TooLateException("the object store did not answer until %s".formatted(deadline));
            }
            Thread.sleep(backoff.next());
        }
    }

    private static boolean isTransient(int status) {
        return status >= SERVER_ERROR || status == REQUEST_TIMEOUT || status == CONFLICT || status == TOO_MANY_REQUESTS;
    }
}
