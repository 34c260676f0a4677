package dev.iota.miner.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * An orchestrator that does what the test tells it: HTTP API and objects on a small server, queues on a real SQS
 * implementation.
 */
final class FakeRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_REGISTRATIONS = 8;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    final List<RegisterRequest> registrations = new CopyOnWriteArrayList<>();
    final List<RenewRequest> renewals = new CopyOnWriteArrayList<>();
    /** Epoch whose weights each miner says it has. */
    final Map<Hotkey, Integer> epochs = new ConcurrentHashMap<>();
    /** What a heartbeat tells each miner that it missed. */
    final Map<Hotkey, List<Work>> missed = new ConcurrentHashMap<>();

    final List<UploadRequest> announced = new CopyOnWriteArrayList<>();
    volatile Function<RegisterRequest, Object> registering;
    volatile int epoch;
    volatile Optional<Source> checkpoint = Optional.empty();
    volatile Function<RenewRequest, Object> renewing =
            request -> new RenewResponse(List.of(), request.unconfirmed(), Optional.empty(), List.of());

    private final RunSpec spec;
    private final int stage;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<SignedEvent> events = new ArrayList<>();
    private final Map<Hotkey, Integer> newest = new ConcurrentHashMap<>();
    private final HttpServer http;
    private final SqsClient sqs;
    private final String queues;
    private final String prefix = UUID.randomUUID() + "-";
    private final String eventQueue;

    FakeRun(String origin, RunSpec spec, int stage) throws IOException {
        this.spec = spec;
        this.stage = stage;
        this.sqs = SqsClient.builder()
                .endpointOverride(URI.create(origin))
                .region(Region.of(TestQueues.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClientBuilder(AwsCrtHttpClient.builder())
                .build();
        this.queues = origin + "/000000000000/";
        for (var i = 1; i <= MOST_REGISTRATIONS; i++) {
            var registration = i;
            sqs.createQueue(request -> request.queueName(inbox(registration)));
        }
        sqs.createQueue(request -> request.queueName(prefix + "events"));
        this.eventQueue = queues + prefix + "events";
        this.registering = request -> registered(false);
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/v1/register", exchange -> {
            var request = Json.read(signedBody(exchange), RegisterRequest.class);
            registrations.add(request);
            newest.put(hotkey(exchange), registrations.size());
            answer(exchange, registering.apply(request));
        });
        http.createContext("/v1/renew", exchange -> {
            var request = Json.read(signedBody(exchange), RenewRequest.class);
            renewals.add(request);
            var hotkey = hotkey(exchange);
            epochs.put(hotkey, request.epoch());
            var answer = renewing.apply(request);
            answer(
                    exchange,
                    answer instanceof RenewResponse response
                            ? new RenewResponse(
                                    response.gone(),
                                    response.confirmed(),
                                    response.credentials(),
                                    missed.getOrDefault(hotkey, List.of()))
                            : answer);
        });
        http.createContext("/v1/upload", exchange -> {
            var request = Json.read(signedBody(exchange), UploadRequest.class);
            announced.add(request);
            answer(exchange, places(hotkey(exchange), request));
        });
        http.createContext("/objects/", this::object);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    RegisterResponse registered(boolean resume) {
        return new RegisterResponse(
                registrations.size(),
                "secret",
                stage,
                queues + inbox(registrations.size()),
                eventQueue,
                TestQueues.REGION,
                new QueueCredentials("x", "x", "x", FAR),
                spec,
                resume,
                epoch,
                checkpoint);
    }

    private UploadResponse places(Hotkey hotkey, UploadRequest request) {
        var sections = new ArrayList<Sink>();
        for (var section = 0; section < request.sections().size(); section++) {
            sections.add(sink(
                    uploadKey(request.epoch(), hotkey, section),
                    request.sections().get(section).bytes()));
        }
        var manifest =
                sink(manifestKey(request.epoch(), hotkey), request.manifest().bytes());
        return new UploadResponse("upload of " + hotkey, FAR, sections, manifest);
    }

    static String uploadKey(int epoch, Hotkey hotkey, int section) {
        return "upload-%d-%s-%d".formatted(epoch, hotkey, section);
    }

    static String manifestKey(int epoch, Hotkey hotkey) {
        return "manifest-%d-%s".formatted(epoch, hotkey);
    }

    private static Hotkey hotkey(HttpExchange exchange) {
        return new Hotkey(java.util.Objects.requireNonNull(
                exchange.getRequestHeaders().getFirst("x-iota-hotkey"), "every call is signed"));
    }

    /** An inbox for each registration, as in the real thing: nobody finds what an earlier one has left. */
    private String inbox(int registration) {
        return prefix + "inbox-" + registration;
    }

    /** A refusal with this status. */
    record Refusal(int status, ErrorResponse error) {}

    private String signedBody(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        var target = new SignedRequest.Target(
                spec.run(), "POST", exchange.getRequestURI().getPath(), "", body);
        if (!SignedRequest.of(headers).isOf(target)) {
            throw new IOException("the request is not signed right");
        }
        return body;
    }

    private static void answer(HttpExchange exchange, Object answer) throws IOException {
        var refusal = answer instanceof Refusal r ? Optional.of(r) : Optional.<Refusal>empty();
        var bytes =
                Json.write(refusal.<Object>map(Refusal::error).orElse(answer)).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(refusal.map(Refusal::status).orElse(200), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void object(HttpExchange exchange) throws IOException {
        try (exchange) {
            var key = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("PUT")) {
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

    /** An object that is there already, whole. */
    Source stored(String key) {
        return source(key, object(key));
    }

    boolean has(String key) {
        return objects.containsKey("/objects/" + key);
    }

    /** Stores an object; the source declares {@code declared}. */
    Source source(String key, byte[] stored, byte[] declared) {
        objects.put("/objects/" + key, stored);
        return new Source(url() + "/objects/" + key, Map.of(), declared.length, Optional.of(Sha256.hex(declared)));
    }

    Source source(String key, byte[] bytes) {
        return source(key, bytes, bytes);
    }

    Sink sink(String key, long bytes) {
        return new Sink(
                url() + "/objects/" + key, Map.of("content-length", Long.toString(bytes), "if-none-match", "*"), bytes);
    }

    byte[] object(String key) {
        return java.util.Objects.requireNonNull(objects.get("/objects/" + key), key);
    }

    void send(Work work) {
        sendText(Json.write(work));
    }

    void sendText(String text) {
        sendText(Math.max(1, registrations.size()), text);
    }

    /** To the newest registration of one of several miners. */
    void send(Hotkey hotkey, Work work) {
        sendText(newest.getOrDefault(hotkey, 1), Json.write(work));
    }

    private void sendText(int registration, String text) {
        sqs.sendMessage(
                request -> request.queueUrl(queues + inbox(registration)).messageBody(text));
    }

    /** Miners that have registered, in hotkey order. */
    List<Hotkey> miners() {
        return newest.keySet().stream().sorted().toList();
    }

    /** Waits for so many events of a type, in the order in which they came. */
    <E extends Event> List<E> await(Class<E> type, int count) {
        awaitThat(() -> of(type).size() >= count, "%d of %s".formatted(count, type.getSimpleName()));
        return of(type);
    }

    /** As {@link #await}, of one of several miners. */
    <E extends Event> List<E> await(Hotkey hotkey, Class<E> type, int count) {
        awaitThat(() -> of(hotkey, type).size() >= count, "%d of %s".formatted(count, type.getSimpleName()));
        return of(hotkey, type);
    }

    private <E extends Event> List<E> of(Hotkey hotkey, Class<E> type) {
        of(type);
        return events.stream()
                .filter(signed -> signed.hotkey().equals(hotkey))
                .map(SignedEvent::verified)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Those that have come by now. */
    <E extends Event> List<E> of(Class<E> type) {
        var messages = sqs.receiveMessage(request ->
                        request.queueUrl(eventQueue).maxNumberOfMessages(10).waitTimeSeconds(1))
                .messages();
        for (var message : messages) {
            events.add(Json.read(message.body(), SignedEvent.class));
            sqs.deleteMessage(request -> request.queueUrl(eventQueue).receiptHandle(message.receiptHandle()));
        }
        return events.stream()
                .map(SignedEvent::verified)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Waits until the orchestrator has seen a heartbeat of this kind. */
    void awaitRenewal(Predicate<RenewRequest> wanted) {
        awaitThat(() -> renewals.stream().anyMatch(wanted), "a heartbeat");
    }

    void awaitThat(BooleanSupplier condition, String what) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("%s did not come; there are %s".formatted(what, events));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() {
        http.stop(0);
        sqs.close();
    }
}
