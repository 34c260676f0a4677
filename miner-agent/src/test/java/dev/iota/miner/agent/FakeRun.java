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
import dev.iota.core.identity.AnswerMark;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An orchestrator that does what the test tells it: HTTP API and objects on a small server, queues on a real SQS
 * implementation.
 */
final class FakeRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
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
    volatile Optional<Refusal> refusesUploads = Optional.empty();
    volatile int epoch;
    volatile Optional<Source> checkpoint = Optional.empty();
    volatile Function<RenewRequest, Object> renewing =
            request -> new RenewResponse(List.of(), request.unconfirmed(), Optional.empty(), List.of());

    private final RunSpec spec;
    private final int stage;
    private final Map<Hotkey, Integer> newest = new ConcurrentHashMap<>();
    private final HttpServer http;
    private final FakeObjects objects;
    private final FakeQueues queues;

    FakeRun(TestQueues server, RunSpec spec, int stage) throws IOException {
        this.spec = spec;
        this.stage = stage;
        this.queues = new FakeQueues(server.origin());
        this.registering = request -> registered(false);
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        this.objects = new FakeObjects(url().toString());
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
            var answer = refusesUploads.<Object>map(refusal -> refusal);
            answer(exchange, answer.orElseGet(() -> places(hotkey(exchange), request)));
        });
        http.createContext(FakeObjects.PATH, objects::answer);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    RegisterResponse registered(boolean resume) {
        return registered(resume, stage);
    }

    RegisterResponse registered(boolean resume, int at) {
        return new RegisterResponse(
                registrations.size(),
                "secret",
                at,
                queues.inbox(registrations.size()),
                queues.events(),
                TestQueues.REGION,
                new QueueCredentials("x", "x", "x", FAR),
                spec,
                resume,
                epoch,
                checkpoint);
    }

    private UploadResponse places(Hotkey hotkey, UploadRequest request) {
        var parts = new ArrayList<Sink>();
        var there = new ArrayList<Integer>();
        for (var part = 0; part < request.parts().size(); part++) {
            var key = uploadKey(request.epoch(), hotkey, part);
            parts.add(sink(key, request.parts().get(part).bytes()));
            if (objects.isStored(key)) {
                there.add(part);
            }
        }
        var manifest =
                sink(manifestKey(request.epoch(), hotkey), request.manifest().bytes());
        return new UploadResponse("upload of " + hotkey, FAR, parts, manifest, there);
    }

    /** Whether a miner tried to write the object. */
    boolean wasSent(String key) {
        return objects.wasSent(key);
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

    /** A refusal with this status. */
    record Refusal(int status, ErrorResponse error) {}

    static Refusal refusal(int status, String error) {
        return new Refusal(status, new ErrorResponse(error, Optional.empty(), Optional.empty()));
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        return headers;
    }

    private String signedBody(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var target = new SignedRequest.Target(
                spec.run(), "POST", exchange.getRequestURI().getPath(), "", body);
        if (!SignedRequest.of(headers(exchange)).isOf(target)) {
            throw new IOException("the request is not signed right");
        }
        return body;
    }

    private void answer(HttpExchange exchange, Object answer) throws IOException {
        var refusal = answer instanceof Refusal r ? Optional.of(r) : Optional.<Refusal>empty();
        var bytes =
                Json.write(refusal.<Object>map(Refusal::error).orElse(answer)).getBytes(StandardCharsets.UTF_8);
        var mark = AnswerMark.to(headers(exchange), spec.run());
        try (exchange) {
            exchange.getResponseHeaders().set(AnswerMark.HEADER, mark.text());
            exchange.sendResponseHeaders(refusal.map(Refusal::status).orElse(200), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The URLs of objects lead to this proxy from now on. */
    void objectsThrough(URI proxy) {
        objects.through(proxy.toString());
    }

    Source stored(String key) {
        return objects.stored(key);
    }

    Source source(String key, byte[] stored, byte[] declared) {
        return objects.source(key, stored, declared);
    }

    Source source(String key, byte[] bytes) {
        return objects.source(key, bytes);
    }

    Sink sink(String key, long bytes) {
        return objects.sink(key, bytes);
    }

    byte[] object(String key) {
        return objects.object(key);
    }

    void send(Work work) {
        sendText(Json.write(work));
    }

    void sendText(String text) {
        queues.send(Math.max(1, registrations.size()), text);
    }

    /** To the newest registration of one of several miners. */
    void send(Hotkey hotkey, Work work) {
        queues.send(newest.getOrDefault(hotkey, 1), Json.write(work));
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
        awaitThat(
                () -> queues.of(type, hotkey::equals).size() >= count,
                "%d of %s".formatted(count, type.getSimpleName()));
        return queues.of(type, hotkey::equals);
    }

    /** Those that have come by now. */
    <E extends Event> List<E> of(Class<E> type) {
        return queues.of(type);
    }

    /** Waits until the orchestrator has seen a heartbeat of this kind. */
    void awaitRenewal(Predicate<RenewRequest> wanted) {
        awaitThat(() -> renewals.stream().anyMatch(wanted), "a heartbeat");
    }

    void awaitThat(BooleanSupplier condition, String what) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("%s did not come; there are %s".formatted(what, of(Event.class)));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() {
        http.stop(0);
        queues.close();
    }
}
