package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.shape.Names;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.base.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** What a miner's credentials reach, over sockets. */
@Tag("cloud")
@Tag("security")
@TestInstance(Lifecycle.PER_CLASS)
class InboxAccessTest {
    private static final Names NAMES = GuardedCloud.NAMES;
    private static final String SQS = "sqs";
    private static final String ROLE = "arn:aws:iam::000000000000:role/" + NAMES.minerRole();

    private GuardedCloud guarded;
    private QueueCredentials issued;
    private SqsClient sqs;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        guarded = new GuardedCloud(folder);
        issued = guarded.issue();
        sqs = guarded.sqs(issued);
    }

    @AfterAll
    void stop() {
        sqs.close();
        guarded.close();
    }

    @Test
    void a_miner_works_off_its_inbox_and_sends_events() throws Exception {
        owner().sendMessage(request -> request.queueUrl(guarded.inbox).messageBody("work"));

        var found = receive(sqs, guarded.inbox).getFirst();
        sqs.changeMessageVisibility(request -> request.queueUrl(guarded.inbox)
                .receiptHandle(found.receiptHandle())
                .visibilityTimeout(30));
        sqs.deleteMessageBatch(request -> request.queueUrl(guarded.inbox).entries(deletion(found)));
        sqs.sendMessage(request -> request.queueUrl(guarded.events).messageBody("done"));

        assertThat(found.body()).isEqualTo("work");
        assertThat(guarded.counts(guarded.inbox)).allMatch(count -> count.endsWith("=0"));
        assertThat(guarded.cloud.batches.seen().take().body()).isEqualTo("done");
    }

    @Test
    void a_foreign_inbox_can_be_neither_read_nor_changed_nor_written_to() throws Exception {
        var queue = guarded.foreignInbox;
        owner().sendMessage(request -> request.queueUrl(queue).messageBody("theirs"));
        var theirs = receive(owner(), queue).getFirst();
        var before = guarded.counts(queue);

        denied(miner -> miner.receiveMessage(request -> request.queueUrl(queue)));
        denied(miner -> miner.deleteMessage(request -> request.queueUrl(queue).receiptHandle(theirs.receiptHandle())));
        denied(miner ->
                miner.deleteMessageBatch(request -> request.queueUrl(queue).entries(deletion(theirs))));
        denied(miner -> miner.changeMessageVisibility(request ->
                request.queueUrl(queue).receiptHandle(theirs.receiptHandle()).visibilityTimeout(0)));
        denied(miner -> miner.sendMessage(request -> request.queueUrl(queue).messageBody("forged")));
        denied(miner -> miner.sendMessageBatch(request -> request.queueUrl(queue)
                .entries(SendMessageBatchRequestEntry.builder()
                        .id("0")
                        .messageBody("forged")
                        .build())));
        denied(miner -> miner.purgeQueue(request -> request.queueUrl(queue)));
        denied(miner -> miner.deleteQueue(request -> request.queueUrl(queue)));

        assertThat(guarded.counts(queue)).isEqualTo(before);
    }

    @Test
    void an_inbox_is_written_to_and_removed_by_the_orchestrator_alone() throws Exception {
        var before = guarded.counts(guarded.inbox);

        denied(miner ->
                miner.sendMessage(request -> request.queueUrl(guarded.inbox).messageBody("own work")));
        denied(miner -> miner.purgeQueue(request -> request.queueUrl(guarded.inbox)));
        denied(miner -> miner.deleteQueue(request -> request.queueUrl(guarded.inbox)));

        assertThat(guarded.counts(guarded.inbox)).isEqualTo(before);
    }

    @Test
    void the_event_queue_can_be_sent_to_and_nothing_else() throws Exception {
        denied(miner -> miner.receiveMessage(request -> request.queueUrl(guarded.events)));
        denied(miner ->
                miner.deleteMessage(request -> request.queueUrl(guarded.events).receiptHandle("any")));
        denied(miner -> miner.getQueueAttributes(request -> request.queueUrl(guarded.events)));
    }

    @Test
    void the_other_queues_and_their_names_are_out_of_reach() throws Exception {
        var timers = guarded.cloud.queueUrl(NAMES.timers());
        var before = guarded.counts(timers);

        denied(miner -> miner.sendMessage(request -> request.queueUrl(timers).messageBody("now")));
        denied(SqsClient::listQueues);
        denied(miner -> miner.getQueueUrl(request -> request.queueName(NAMES.timers())));
        denied(miner -> miner.createQueue(request -> request.queueName(NAMES.inbox("5New", 3))));

        assertThat(guarded.counts(timers)).isEqualTo(before);
        assertThat(owner().listQueues().queueUrls()).noneMatch(url -> url.contains("5New"));
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

    @Test
    void only_the_owner_assumes_roles_and_only_with_a_policy_that_is_understood() throws Exception {
        try (var own = guarded.sts(issued)) {
            guarded.counted("sts", "AccessDenied", () -> assertThatThrownBy(() -> own.assumeRole(request ->
                            request.roleArn(ROLE).roleSessionName("me").policy("{}")))
                    .isInstanceOfSatisfying(AwsServiceException.class, e -> assertThat(e.statusCode())
                            .isEqualTo(403)));
        }
        guarded.counted("sts", "MissingAuthenticationToken", () -> assertThat(
                        guarded.post(guarded.file().sts(), Map.of(), "Action=AssumeRole&RoleArn=" + ROLE)
                                .statusCode())
                .isEqualTo(403));
    }

    @Test
    void nothing_tells_where_the_queues_are_behind_the_gateway() {
        var port = ":" + guarded.file().sqs().getPort() + "/";

        assertThat(owner().listQueues().queueUrls()).isNotEmpty().allMatch(url -> url.contains(port));
    }

    private SqsClient owner() {
        return guarded.cloud.localClients.sqs();
    }

    private static DeleteMessageBatchRequestEntry deletion(Message message) {
        return DeleteMessageBatchRequestEntry.builder()
                .id("0")
                .receiptHandle(message.receiptHandle())
                .build();
    }

    private static List<Message> receive(SqsClient client, String queue) {
        return client.receiveMessage(request -> request.queueUrl(queue)).messages();
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

    private void denied(Consumer<SqsClient> call) throws Exception {
        guarded.counted(SQS, "AccessDenied", () -> assertThatThrownBy(() -> call.accept(sqs))
                .isInstanceOfSatisfying(AwsServiceException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e.getMessage()).contains("is not authorized to perform: sqs:");
                }));
    }

    private void refused(String reason, Map<String, String> headers, String body) throws Exception {
        guarded.counted(SQS, reason, () -> {
            var answer = guarded.post(guarded.file().sqs(), headers, body);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains(reason);
        });
    }
}
