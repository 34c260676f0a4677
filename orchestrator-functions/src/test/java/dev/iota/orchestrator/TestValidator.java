package dev.iota.orchestrator;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.iota.core.api.ValidatorRequest;
import dev.iota.core.api.ValidatorResponse;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.HeldOutMeasured;
import dev.iota.core.wire.Measure;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A validator that computes nothing: it says what a test wants it to say. */
public final class TestValidator {
    private final TestRun run;
    private final KeyPair keys;
    private Optional<ValidatorResponse> session = Optional.empty();
    private Instant expires = Instant.EPOCH;
    private int requests;

    private TestValidator(TestRun run, KeyPair keys) {
        this.run = run;
        this.keys = keys;
    }

    /** One that has not registered, and that nobody lists. */
    static TestValidator stranger(TestRun run) {
        return new TestValidator(run, KeyPair.generate(run.random()));
    }

    /** One that has not registered, with the keys of a miner. */
    static TestValidator of(TestRun run, TestMiner miner) {
        return new TestValidator(run, miner.keys());
    }

    public Hotkey hotkey() {
        return keys.hotkey();
    }

    ValidatorResponse session() {
        return session.orElseThrow();
    }

    /** Its process dies: what it had in memory is lost, its session file is not. */
    void restart() {
        expires = Instant.EPOCH;
    }

    /** Its process dies, and its session file with it. */
    void forget() {
        session = Optional.empty();
        restart();
    }

    /** Registers or renews, whatever it is time for; it holds these leases. */
    ValidatorResponse call(Optional<Integer> stage, String... held) {
        var response = tryCall(stage, held);
        if (response.getStatusCode() != 200) {
            throw new IllegalStateException(response.getBody());
        }
        session = Optional.of(Json.read(response.getBody(), ValidatorResponse.class));
        session().credentials().ifPresent(given -> expires = given.expires());
        return session();
    }

    APIGatewayV2HTTPResponse tryCall(Optional<Integer> stage, String... held) {
        var secret = session.map(ValidatorResponse::session);
        var body = Json.write(new ValidatorRequest(secret, "test", "none", stage, List.of(held), expires, 0, 0));
        var target = new SignedRequest.Target(run.names().run(), "POST", "/v1/validate", "", body);
        var headers = SignedRequest.sign(
                        keys, target, run.clock().instant(), "validator-%s-%d".formatted(hotkey(), requests++))
                .headers();
        return new ValidateFunction(run.services())
                .handleRequest(TestMiner.request("POST", "/v1/validate", body, headers), run.context());
    }

    /** Takes everything out of the inbox; the audits of it. */
    List<Work.Audit> receive() {
        return receiveAll().stream()
                .filter(Work.Audit.class::isInstance)
                .map(Work.Audit.class::cast)
                .toList();
    }

    /** Takes everything out of the inbox. */
    List<Work> receiveAll() {
        var sqs = run.services().clients().sqs();
        var inbox = session().inbox();
        var found = new ArrayList<Work>();
        for (var messages = sqs.receiveMessage(b -> b.queueUrl(inbox).maxNumberOfMessages(10))
                        .messages();
                !messages.isEmpty();
                messages = sqs.receiveMessage(b -> b.queueUrl(inbox).maxNumberOfMessages(10))
                        .messages()) {
            for (var message : messages) {
                found.add(Json.read(message.body(), Work.class));
                sqs.deleteMessage(b -> b.queueUrl(inbox).receiptHandle(message.receiptHandle()));
            }
        }
        return found;
    }

    /** A verdict. */
    SignedEvent judges(Work.Audit work, boolean passed) {
        return SignedEvent.sign(
                keys,
                new AuditEvent.Judged(
                        run.names().run(),
                        work.epoch(),
                        work.stage(),
                        work.audit(),
                        work.lease(),
                        passed,
                        List.of(new Measure("input gradient", passed ? 0 : 1, 0.5)),
                        "for a test",
                        "none",
                        0.5));
    }

    /** What it measured. */
    SignedEvent measures(Work.HeldOut work, double loss, long tokens) {
        return SignedEvent.sign(
                keys, new HeldOutMeasured(run.names().run(), work.epoch(), work.lease(), loss, tokens, "none", 0.5));
    }

    /** It cannot judge it. */
    SignedEvent givesUp(Work.Audit work) {
        return givesUp(work, AuditEvent.Cause.EVIDENCE);
    }

    /** It cannot judge it, for that. */
    SignedEvent givesUp(Work.Audit work, AuditEvent.Cause cause) {
        return SignedEvent.sign(
                keys,
                new AuditEvent.Failed(
                        run.names().run(),
                        work.epoch(),
                        work.stage(),
                        work.audit(),
                        work.lease(),
                        cause,
                        "for a test"));
    }
}
