package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.StepEntry;
import dev.iota.core.wire.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** A miner that computes nothing: it answers work with the events that an honest one would send. */
public final class TestMiner {
    private static final int MOST_MESSAGES = 10;
    private static final double SECONDS = 1;
    private static final GradientProbe PROBE = new GradientProbe(List.of(), List.of());

    private final TestRun run;
    private final KeyPair keys;
    private Optional<RegisterResponse> session = Optional.empty();
    private int step = 1;
    private int epoch;
    private long moved;
    private int requests;
    private Instant renewed = Instant.EPOCH;
    private String address = "192.0.2.1";
    private Instant expires = Instant.EPOCH;

    /** What it reports as the loss of a microbatch, where it is the tail. */
    LongFunction<Float> losses = microbatch -> 2.5f;

    final SaidSizes sizes = new SaidSizes();

    private TestMiner(TestRun run) {
        this.run = run;
        this.keys = KeyPair.generate(run.random());
    }

    /** A miner that has registered. */
    static TestMiner joining(TestRun run) {
        var miner = new TestMiner(run);
        miner.register(Optional.empty());
        return miner;
    }

    /** A miner that nobody knows. */
    public static TestMiner stranger(TestRun run) {
        return new TestMiner(run);
    }

    public Hotkey hotkey() {
        return keys.hotkey();
    }

    KeyPair keys() {
        return keys;
    }

    public RegisterResponse session() {
        return session.orElseThrow();
    }

    int stage() {
        return session().stage();
    }

    /** The epoch whose weights it has from now on. */
    void enter(int number) {
        epoch = number;
    }

    /** The step that is open; backwards say that it will contain them. */
    void step(int number) {
        step = number;
    }

    /** Registers with the session in hand, if there is one. */
    public void register(Optional<SnapshotPoint> snapshot) {
        var response = tryRegister(session.map(RegisterResponse::session), snapshot);
        if (response.getStatusCode() != 200) {
            throw new IllegalStateException(response.getBody());
        }
        session = Optional.of(Json.read(response.getBody(), RegisterResponse.class));
        expires = session().credentials().expires();
    }

    APIGatewayV2HTTPResponse tryRegister(Optional<String> secret, Optional<SnapshotPoint> snapshot) {
        return run.register()
                .handleRequest(
                        request("POST", "/v1/register", new RegisterRequest(secret, snapshot, "test", "none")),
                        run.context());
    }

    /** When the credentials end that it uses. */
    Instant expires() {
        return expires;
    }

    /** Goes on with newer credentials. */
    void takes(QueueCredentials newer) {
        expires = newer.expires();
    }

    /** Bytes go to the object store, or come from there; its next heartbeat tells. */
    void moves(long bytes) {
        moved += bytes;
    }

    public RenewResponse renew(int slots) {
        return renew(slots, List.of(), List.of(), List.of());
    }

    RenewResponse renew(int slots, List<RenewRequest.HeldLease> held, List<Long> awaiting, List<Integer> unconfirmed) {
        var response = tryRenew(new RenewRequest(
                session().session(), slots, SECONDS, 0, held, awaiting, unconfirmed, epoch, moved, expires));
        if (response.getStatusCode() != 200) {
            throw new IllegalStateException(response.getBody());
        }
        return Json.read(response.getBody(), RenewResponse.class);
    }

    APIGatewayV2HTTPResponse tryRenew(RenewRequest body) {
        // A miner makes no two at the same time.
        renewed = Collections.max(List.of(run.clock().instant(), renewed.plusMillis(500)));
        var request = requestAt(renewed, "nonce-" + requests++, "POST", "/v1/renew", body);
        return new RenewFunction(run.services()).handleRequest(request, run.context());
    }

    public APIGatewayV2HTTPEvent request(String method, String path, Object body) {
        return requestWith("nonce-" + requests++, method, path, body);
    }

    public APIGatewayV2HTTPEvent requestWith(String nonce, String method, String path, Object body) {
        return requestAt(run.clock().instant(), nonce, method, path, body);
    }

    APIGatewayV2HTTPEvent requestAt(Instant signedAt, String nonce, String method, String path, Object body) {
        var text = Json.write(body);
        var target = new SignedRequest.Target(run.names().run(), method, path, "", text);
        return TestRequest.of(
                method,
                path,
                text,
                SignedRequest.sign(keys, target, signedAt, nonce).headers(),
                address);
    }

    /** Where its requests come from, from now on. */
    void moveTo(String source) {
        address = source;
    }

    public static APIGatewayV2HTTPEvent request(String method, String path, String body, Map<String, String> headers) {
        return TestRequest.of(method, path, body, headers, "192.0.2.1");
    }

    /** Takes everything out of the inbox: as long as it gives as many messages as one call may, there may be more. */
    public List<Work> receive() {
        var found = new ArrayList<Work>();
        for (var count = MOST_MESSAGES; count == MOST_MESSAGES; ) {
            var messages = receiveSome();
            messages.forEach(message -> found.add(Json.read(message.body(), Work.class)));
            count = messages.size();
        }
        return found;
    }

    private List<Message> receiveSome() {
        var sqs = run.services().clients().sqs();
        var inbox = session().inbox();
        var messages = sqs.receiveMessage(b -> b.queueUrl(inbox).maxNumberOfMessages(MOST_MESSAGES))
                .messages();
        if (!messages.isEmpty()) {
            sqs.deleteMessageBatch(b -> b.queueUrl(inbox)
                    .entries(messages.stream()
                            .map(message -> DeleteMessageBatchRequestEntry.builder()
                                    .id(message.messageId())
                                    .receiptHandle(message.receiptHandle())
                                    .build())
                            .toList()));
        }
        return messages;
    }

    /** The event that reports this work as done. */
    public SignedEvent answer(Work work) {
        return switch (work) {
            case Work.Forward forward -> sign(forwarded(forward));
            case Work.Backward back ->
                sign(backward(back.microbatch(), back.stage(), Direction.BACKWARD, back.lease(), Optional.empty()));
            default -> throw new IllegalArgumentException("%s is answered by hand".formatted(work));
        };
    }

    private Event forwarded(Work.Forward work) {
        var loss = Optional.of(losses.apply(work.microbatch()));
        return work.stage() == run.run().stages() - 1
                ? backward(work.microbatch(), work.stage(), Direction.FORWARD, work.lease(), loss)
                : new Event.ForwardDone(
                        run.names().run(),
                        epoch,
                        work.microbatch(),
                        work.stage(),
                        work.lease(),
                        step,
                        Sha256.hex("activation" + work.lease()),
                        SECONDS,
                        sizes.of(work.stage() > 0, true));
    }

    private Event.BackwardDone backward(
            long microbatch, int stage, Direction direction, String lease, Optional<Float> loss) {
        return new Event.BackwardDone(
                run.names().run(),
                epoch,
                microbatch,
                stage,
                direction,
                lease,
                step,
                stage == 0 ? Optional.empty() : Optional.of(Sha256.hex("gradient" + lease)),
                loss,
                PROBE,
                Optional.empty(),
                SECONDS,
                sizes.of(stage > 0 || direction == Direction.BACKWARD, stage > 0));
    }

    /** The event that says that this work cannot be done. */
    public SignedEvent refusal(Work work, RefusalCause cause) {
        return switch (work) {
            case Work.Forward forward ->
                refusal(forward.microbatch(), forward.stage(), Direction.FORWARD, forward.lease(), cause);
            case Work.Backward backward ->
                refusal(backward.microbatch(), backward.stage(), Direction.BACKWARD, backward.lease(), cause);
            default -> throw new IllegalArgumentException("%s is no hop".formatted(work));
        };
    }

    private SignedEvent refusal(long microbatch, int stage, Direction direction, String lease, RefusalCause cause) {
        return sign(new Event.Refused(
                run.names().run(), epoch, microbatch, stage, direction, lease, step, cause, "for a test"));
    }

    /** A step of the current registration. */
    public SignedEvent stepDone(int number, Long... microbatches) {
        return stepDone(session().registration(), number, microbatches);
    }

    /** A step of so many microbatches, from the first on. */
    public SignedEvent longStep(int number, int count) {
        return stepDone(number, LongStream.range(0, count).boxed().toArray(Long[]::new));
    }

    public SignedEvent stepDone(long registration, int number, Long... microbatches) {
        return sign(new Event.StepDone(
                run.names().run(),
                epoch,
                stage(),
                registration,
                number,
                Arrays.stream(microbatches)
                        .map(id -> new StepEntry(id, Sha256.hex("input"), Optional.empty()))
                        .toList(),
                1,
                1,
                "none"));
    }

    public SignedEvent sign(Event event) {
        return SignedEvent.sign(keys, event);
    }
}
