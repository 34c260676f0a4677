package dev.iota.validator.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.api.ValidatorRequest;
import dev.iota.core.api.ValidatorResponse;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.AnswerMark;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.model.engine.InitialWeights;
import dev.iota.model.program.StageProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What a validator lives among: the route that it calls, real queues, and objects behind a server. */
final class AuditWorld implements AutoCloseable {
    private static final String REGION = "us-east-1";
    private static final String OBJECTS = "/objects/";
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    final List<ValidatorRequest> calls = new CopyOnWriteArrayList<>();
    final List<String> reads = new CopyOnWriteArrayList<>();
    /** Whether the object store is away. */
    volatile boolean away;

    /** Why the orchestrator refuses every call; empty if it does not. */
    volatile String refusal = "";

    private final HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final SQSRestServer queues = SQSRestServerBuilder.withPort(0)
            .withInterface("127.0.0.1")
            .withAWSRegion(REGION)
            .start();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final SqsClient sqs;
    private final String inbox;
    private final String eventQueue;

    private final RunSpec spec;

    AuditWorld(RunSpec spec) throws IOException {
        this.spec = spec;
        var origin = "http://127.0.0.1:%d"
                .formatted(queues.waitUntilStarted().localAddress().getPort());
        sqs = SqsClient.builder()
                .endpointOverride(URI.create(origin))
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClientBuilder(AwsCrtHttpClient.builder())
                .build();
        inbox = sqs.createQueue(request -> request.queueName(UUID.randomUUID() + "-inbox")
                        .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1")))
                .queueUrl();
        eventQueue = sqs.createQueue(request -> request.queueName(UUID.randomUUID() + "-events"))
                .queueUrl();
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/v1/validate", this::validate);
        http.createContext(OBJECTS, this::read);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    private void validate(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        var target = new SignedRequest.Target(HonestHops.SPEC.run(), "POST", "/v1/validate", "", body);
        if (!SignedRequest.of(headers).isOf(target)) {
            throw new IOException("the request is not signed right");
        }
        calls.add(Json.read(body, ValidatorRequest.class));
        var answer = new ValidatorResponse(
                "secret", spec, inbox, eventQueue, REGION, Optional.of(new QueueCredentials("x", "x", "x", LATER)));
        var refused = !refusal.isEmpty();
        var bytes = Json.write(refused ? new ErrorResponse(refusal, Optional.empty(), Optional.empty()) : answer)
                .getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders()
                    .set(
                            AnswerMark.HEADER,
                            AnswerMark.to(headers, HonestHops.SPEC.run()).text());
            exchange.sendResponseHeaders(refused ? 403 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void read(HttpExchange exchange) throws IOException {
        try (exchange) {
            var key = exchange.getRequestURI().getPath().substring(OBJECTS.length());
            reads.add(key);
            exchange.getResponseHeaders().set("x-amz-request-id", "4442587FB7D0A2F9");
            if (away) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            var bytes = objects.get(key);
            if (bytes == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            var range = exchange.getRequestHeaders().getFirst("range");
            if (range != null) {
                var bounds = range.substring("bytes=".length()).split("-", 2);
                bytes = Arrays.copyOfRange(bytes, Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1]) + 1);
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Stores an object, whose hash is that of {@code signed}. */
    Source store(String key, byte[] stored, byte[] signed) {
        objects.put(key, stored);
        return new Source(url() + OBJECTS + key, Map.of(), signed.length, Optional.of(Sha256.hex(signed)));
    }

    Source store(String key, byte[] bytes) {
        return store(key, bytes, bytes);
    }

    byte[] stored(Source source) {
        return Objects.requireNonNull(objects.get(source.url().substring((url() + OBJECTS).length())));
    }

    /** The published state that epoch 0 of a stage starts from, with these weights in it. */
    Source checkpoint(int stage, long seed) throws IOException {
        var model = HonestHops.SPEC.model();
        var parameters = StageProgram.parameters(model, stage);
        var out = new ByteArrayOutputStream();
        new InitialWeights(seed, model.initialDeviation(), parameters).writeTo(Channels.newChannel(out));
        return checkpoint(stage, out.toByteArray(), 1, 0);
    }

    /**
     * The same with these sections in it.
     *
     * @param steps that its moments come from
     */
    Source checkpoint(int stage, byte[] state, int sections, long steps) {
        var parameters = StageProgram.parameters(spec.model(), stage);
        var blocks = new ArrayList<String>();
        var objects = new ArrayList<StateObject>();
        var places = new ArrayList<Source>();
        var length = state.length / sections;
        var step = BlockLayout.ELEMENTS * Float.BYTES;
        for (var section = 0; section < sections; section++) {
            var content = Arrays.copyOfRange(state, section * length, (section + 1) * length);
            for (var from = 0; from < length; from += step) {
                blocks.add(Sha256.hex(Arrays.copyOfRange(content, from, Math.min(length, from + step))));
            }
            var key = "state-%d-%d".formatted(stage, section);
            places.add(store(key, content));
            objects.add(new StateObject(key, section, 0, Math.ceilDiv(length, step), length, Sha256.hex(content)));
        }
        var checkpoint = new StageCheckpoint(
                HonestHops.SPEC.run(),
                0,
                stage,
                Optional.empty(),
                Origin.INITIAL,
                parameters.stream()
                        .map(p -> new ParameterShape(p.name(), p.shape(), p.decayed()))
                        .toList(),
                sections,
                steps,
                objects,
                blocks,
                List.of(),
                List.of());
        var text = store("checkpoint-" + stage, checkpoint.write().getBytes(StandardCharsets.UTF_8));
        return store(
                "access-" + stage,
                Json.write(new CheckpointAccess(text, places)).getBytes(StandardCharsets.UTF_8));
    }

    void send(Work work) {
        send(Json.write(work));
    }

    void send(String text) {
        sqs.sendMessage(request -> request.queueUrl(inbox).messageBody(text));
    }

    /** Waits until so many events have come, and returns all; each is signed right. */
    List<Event> await(int count) {
        var end = System.nanoTime() + 120_000_000_000L;
        while (events.size() < count) {
            if (System.nanoTime() > end) {
                throw new AssertionError("%d events have come, not %d: %s".formatted(events.size(), count, events));
            }
            sqs.receiveMessage(request -> request.queueUrl(eventQueue).waitTimeSeconds(1))
                    .messages()
                    .forEach(message -> {
                        events.add(Json.read(message.body(), SignedEvent.class).verified());
                        sqs.deleteMessage(
                                request -> request.queueUrl(eventQueue).receiptHandle(message.receiptHandle()));
                    });
        }
        return List.copyOf(events);
    }

    /** Waits until the inbox is empty, what is being worked on included. */
    void awaitEmptyInbox() {
        var end = System.nanoTime() + 60_000_000_000L;
        while (messages(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                        + messages(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)
                > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the inbox is not empty");
            }
            Thread.onSpinWait();
        }
    }

    private int messages(QueueAttributeName name) {
        return Integer.parseInt(Objects.requireNonNull(
                sqs.getQueueAttributes(request -> request.queueUrl(inbox).attributeNames(name))
                        .attributes()
                        .get(name)));
    }

    /** A message for nobody answers the poll that still waits, which would hold up the end of the server. */
    @Override
    public void close() {
        send("the run is over");
        http.stop(0);
        sqs.close();
        queues.stopAndWait();
    }
}
