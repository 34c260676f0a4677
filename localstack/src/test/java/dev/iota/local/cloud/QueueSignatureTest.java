package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.shape.Names;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.base.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a request to a queue must be signed with, over sockets. */
@Tag("cloud")
@Tag("security")
@ExtendWith(SharedCloud.class)
@TestInstance(Lifecycle.PER_CLASS)
class QueueSignatureTest {
    private static final Names NAMES = GuardedCloud.NAMES;
    private static final String SQS = "sqs";

    private GuardedCloud guarded;
    private QueueCredentials issued;

    @BeforeAll
    void start(GuardedCloud guarded) {
        this.guarded = guarded;
        issued = guarded.issue();
    }

    @Test
    void a_request_that_names_two_queues_or_hides_one_is_refused() throws Exception {
        var miner = GuardedCloud.of(issued);
        var body = "{\"QueueUrl\":\"%s\",\"QueueUrl\":\"%s\"}".formatted(guarded.inbox, guarded.foreignInbox);

        guarded.counted(SQS, "SerializationException", () -> assertThat(
                        guarded.call(miner, "ReceiveMessage", body).statusCode())
                .isEqualTo(403));
        for (var hidden : List.of(
                guarded.inbox + "/../" + NAMES.inbox("5Other", 2),
                guarded.inbox + "?x=/000000000000/" + NAMES.inbox("5Other", 2),
                guarded.inbox.replace("127.0.0.1", "localhost"))) {
            guarded.counted(SQS, "AccessDenied", () -> assertThat(
                            guarded.call(miner, "ReceiveMessage", queue(hidden)).statusCode())
                    .isEqualTo(403));
        }
    }

    @Test
    void the_older_protocol_and_queues_in_the_path_are_not_spoken() throws Exception {
        var form = "Action=ReceiveMessage&QueueUrl=" + guarded.foreignInbox;
        var headers = guarded.sign(GuardedCloud.of(issued), "ReceiveMessage", form);

        guarded.counted(SQS, "SerializationException", () -> assertThat(
                        guarded.post(guarded.file().sqs(), headers, form).statusCode())
                .isEqualTo(403));
        var body = queue(guarded.inbox);
        var signed = guarded.sign(GuardedCloud.of(issued), "ReceiveMessage", body);
        guarded.counted(SQS, "SignatureDoesNotMatch", () -> assertThat(
                        guarded.post(java.net.URI.create(guarded.foreignInbox), signed, body)
                                .statusCode())
                .isEqualTo(403));
    }

    @Test
    void a_request_without_a_signature_is_refused() throws Exception {
        var signed = guarded.sign(GuardedCloud.of(issued), "ReceiveMessage", queue(guarded.inbox));
        signed.remove("Authorization");

        refused("MissingAuthenticationToken", signed, queue(guarded.inbox));
    }

    @Test
    void a_signature_is_for_one_request_alone() throws Exception {
        var body = queue(guarded.inbox);
        var genuine = guarded.sign(GuardedCloud.of(issued), "ReceiveMessage", body);

        refused("SignatureDoesNotMatch", with(genuine, "X-Amz-Target", "AmazonSQS.DeleteMessage"), body);
        refused("SignatureDoesNotMatch", genuine, queue(guarded.events));
        refused("SignatureDoesNotMatch", genuine, body + " ");
        var authorization = Objects.requireNonNull(genuine.get("Authorization"));
        var flipped =
                authorization.substring(0, authorization.length() - 1) + (authorization.endsWith("0") ? "1" : "0");
        refused("SignatureDoesNotMatch", with(genuine, "Authorization", flipped), body);
        refused("SignatureDoesNotMatch", guarded.sign(GuardedCloud.of(issued), "s3", "ReceiveMessage", body), body);
        // What the signature does not cover, others could change.
        refused("AccessDenied", with(genuine, "Authorization", authorization.replace(";x-amz-target", "")), body);
        assertThat(guarded.post(guarded.file().sqs(), genuine, body).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_token_is_for_one_key_and_says_what_was_issued() throws Exception {
        var other = guarded.issue();
        var body = queue(guarded.inbox);
        var headers = guarded.sign(GuardedCloud.of(issued), "ReceiveMessage", body);
        var token = issued.sessionToken();

        refused("InvalidClientTokenId", with(headers, "X-Amz-Security-Token", other.sessionToken()), body);
        refused("InvalidClientTokenId", with(headers, "X-Amz-Security-Token", "A" + token.substring(1)), body);
        refused("InvalidClientTokenId", with(headers, "X-Amz-Security-Token", token + "A"), body);
        headers.remove("X-Amz-Security-Token");
        refused("InvalidClientTokenId", headers, body);
    }

    @Test
    void an_unknown_key_and_a_wrong_secret_are_refused() throws Exception {
        var body = queue(guarded.inbox);
        var secret = issued.secretAccessKey();
        for (var wrong : List.of(
                new QueueCredentials("AKIANOBODY", secret, issued.sessionToken(), issued.expires()),
                new QueueCredentials(guarded.file().accessKeyId(), secret, issued.sessionToken(), issued.expires()))) {
            assertThat(guarded.call(GuardedCloud.of(wrong), "ReceiveMessage", body)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void credentials_end_after_fifteen_minutes_and_newer_ones_go_on_without_a_gap(@TempDir Path folder)
            throws Exception {
        try (var aged = new GuardedCloud(folder)) {
            var first = aged.issue();
            var body = queue(aged.inbox);
            aged.clock.pass(Duration.ofMinutes(4));
            var second = aged.issue();

            aged.clock.pass(Duration.ofMinutes(10).plusSeconds(50));
            assertThat(aged.call(GuardedCloud.of(first), "ReceiveMessage", body).statusCode())
                    .isEqualTo(200);
            assertThat(aged.call(GuardedCloud.of(second), "ReceiveMessage", body)
                            .statusCode())
                    .isEqualTo(200);

            aged.clock.pass(Duration.ofSeconds(20));
            aged.counted(SQS, "ExpiredToken", () -> assertThat(aged.call(GuardedCloud.of(first), "ReceiveMessage", body)
                            .statusCode())
                    .isEqualTo(403));
            assertThat(aged.call(GuardedCloud.of(second), "ReceiveMessage", body)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_request_that_was_signed_long_ago_is_refused(@TempDir Path folder) throws Exception {
        try (var aged = new GuardedCloud(folder)) {
            var body = queue(aged.inbox);
            var signed = aged.sign(GuardedCloud.of(aged.issue()), "ReceiveMessage", body);
            aged.clock.pass(Duration.ofMinutes(6));

            aged.counted(SQS, "RequestExpired", () -> assertThat(
                            aged.post(aged.file().sqs(), signed, body).statusCode())
                    .isEqualTo(403));
        }
    }

    @Test
    void credentials_outlive_the_process_that_issued_them(@TempDir Path folder) throws Exception {
        QueueCredentials before;
        try (var first = new GuardedCloud(folder)) {
            before = first.issue();
        }
        try (var second = new GuardedCloud(folder);
                var miner = second.sqs(before)) {
            miner.sendMessage(request -> request.queueUrl(second.events).messageBody("goes on"));

            assertThat(second.cloud.batches.seen().take().body()).isEqualTo("goes on");
        }
    }

    private static String queue(String url) {
        return Json.write(Map.of("QueueUrl", url));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var changed = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        changed.put(name, value);
        return changed;
    }

    private void refused(String reason, Map<String, String> headers, String body) throws Exception {
        guarded.counted(SQS, reason, () -> {
            var answer = guarded.post(guarded.file().sqs(), headers, body);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains(reason);
        });
    }
}
