package dev.iota.agent.link;

import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Reads and writes objects through presigned URLs, again and again while the store is away. None is too slow as long as
 * its bytes move.
 */
public final class PresignedObjects implements ObjectReader {
    /**
     * One that moves no byte for so long is begun again: the end of a body may lie in the buffers of a slow line for
     * the better part of a minute, after the last byte of it was counted.
     */
    private static final Duration STALLED = Duration.ofMinutes(2);

    /** What is read of an answer to a PUT, which nobody looks at. */
    private static final int LONGEST_REMARK = 1 << 16;

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
    private final Duration stalled;
    private final AtomicLong moved;

    public PresignedObjects(
            HttpClient http, InstantSource clock, RandomGenerator random, Outage outage, Traffic traffic) {
        this(http, clock, random, outage, traffic, STALLED, new AtomicLong());
    }

    /** @param moved counts the bytes of all exchanges, as they move */
    PresignedObjects(
            HttpClient http,
            InstantSource clock,
            RandomGenerator random,
            Outage outage,
            Traffic traffic,
            Duration stalled,
            AtomicLong moved) {
        this.http = http;
        this.clock = clock;
        this.random = random;
        this.outage = outage;
        this.traffic = traffic;
        this.stalled = stalled;
        this.moved = moved;
    }

    /** Bytes that were sent and received so far, of exchanges that are under way or came to nothing, too. */
    public long moved() {
        return moved.get();
    }

    /** The same, with its bytes counted elsewhere. */
    public PresignedObjects counting(Traffic elsewhere) {
        return new PresignedObjects(http, clock, random, outage, elsewhere, stalled, moved);
    }

    /** Bytes that were read, and their SHA-256. */
    // handed over, never changed
    @SuppressWarnings("ArrayRecordComponent")
    public record Fetched(byte[] bytes, String sha256) {}

    @Override
    public Fetched get(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        if (source.bytes() < 0 || source.bytes() > MOST_BYTES) {
            throw new InputBadException("an object of %d bytes was declared; at most %d are read at once"
                    .formatted(source.bytes(), MOST_BYTES));
        }
        var bytes = read(readable(source), (int) source.bytes(), deadline);
        var found = Sha256.hex(bytes);
        if (source.sha256().isPresent() && !source.sha256().get().equals(found)) {
            throw new InputBadException("the object hashes to %s; %s was declared"
                    .formatted(found, source.sha256().get()));
        }
        return new Fetched(bytes, found);
    }

    @Override
    public byte[] get(Source source, long from, int length, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var request = readable(source).header("range", "bytes=%d-%d".formatted(from, from + length - 1));
        return read(request, length, deadline);
    }

    private byte[] read(HttpRequest.Builder request, int length, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var response = persist(deadline, exchange -> exchange.send(request.GET().build(), length + 1));
        if (response.statusCode() == FORBIDDEN) {
            throw new TooLateException("the store refuses to show an input (HTTP 403)");
        }
        if (response.statusCode() >= 300) {
            throw new InputBadException("the object is not there: HTTP %d".formatted(response.statusCode()));
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
        HttpRequest.Builder request;
        try {
            request = request(sink.url(), sink.headers());
        } catch (IllegalArgumentException e) {
            throw new TooLateException("there is no place for an output: its URL or its headers cannot be used");
        }
        var status = persist(
                        deadline,
                        exchange -> exchange.send(
                                request.PUT(exchange.counted(body)).build(), LONGEST_REMARK))
                .statusCode();
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
        var builder = HttpRequest.newBuilder(URI.create(url));
        headers.forEach((name, value) -> {
            if (!WRITTEN_BY_CLIENT.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                builder.header(name, value);
            }
        });
        return builder;
    }

    /** Sends a request, and may do so again. */
    @FunctionalInterface
    private interface Sender {
        HttpResponse<byte[]> send(Exchange exchange) throws IOException, InterruptedException;
    }

    private HttpResponse<byte[]> persist(Instant deadline, Sender sender)
            throws TooLateException, InterruptedException {
        var backoff = new Backoff(random);
        while (true) {
            try {
                var response = sender.send(new Exchange(http, stalled, moved));
                if (!isTransient(response.statusCode())) {
                    StoreAnswers.require(response.statusCode(), response.headers(), response.body());
                    outage.succeeded();
                    return response;
                }
                outage.failed(new IOException("HTTP " + response.statusCode()));
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
