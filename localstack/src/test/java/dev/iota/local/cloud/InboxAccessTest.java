package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.shape.Names;
import dev.iota.core.api.QueueCredentials;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** What a miner's credentials reach, over sockets. */
@Tag("cloud")
@Tag("security")
@ExtendWith(SharedCloud.class)
@TestInstance(Lifecycle.PER_CLASS)
class InboxAccessTest {
    private static final Names NAMES = GuardedCloud.NAMES;
    private static final String SQS = "sqs";
    private static final String ROLE = "arn:aws:iam::000000000000:role/" + NAMES.minerRole();

    private GuardedCloud guarded;
    private QueueCredentials issued;
    private SqsClient sqs;

    @BeforeAll
    void start(GuardedCloud guarded) {
        this.guarded = guarded;
        issued = guarded.issue();
        sqs = guarded.sqs(issued);
    }

    @AfterAll
    void stop() {
        sqs.close();
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

    private void denied(Consumer<SqsClient> call) throws Exception {
        guarded.counted(SQS, "AccessDenied", () -> assertThatThrownBy(() -> call.accept(sqs))
                .isInstanceOfSatisfying(AwsServiceException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e.getMessage()).contains("is not authorized to perform: sqs:");
                }));
    }
}
