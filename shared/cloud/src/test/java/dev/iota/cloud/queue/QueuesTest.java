package dev.iota.cloud.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.shard.MergeTask;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The queues of events, timers and merge tasks. */
class QueuesTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final String URL = "{\"QueueUrl\":\"%s/1/queue\"}";

    private final Names names = SERVICES.withQueues();

    @Test
    void an_event_is_received_as_it_was_signed() {
        var keys = KeyPair.generate(new Random(1));
        var event = new Event.UploadStored("alpha", 1, 2, "a lease with “quotes” and \\", "0".repeat(64));
        var queue = new EventQueue(SERVICES.sqs(), names);

        queue.send(SignedEvent.sign(keys, event));

        var received = Json.read(receive(queue.url()), SignedEvent.class);
        assertThat(received.hotkey()).isEqualTo(keys.hotkey());
        assertThat(received.verified()).isEqualTo(event);
    }

    @Test
    void a_merge_task_of_any_kind_is_received_as_it_was_sent() {
        var queue = new MergeQueue(SERVICES.sqs(), names);
        var url = SERVICES.sqs().getQueueUrl(b -> b.queueName(names.merges())).queueUrl();

        for (var task : List.of(
                new MergeTask.Inspect(1, 2, 3),
                new MergeTask.Merge(1, 2, 3),
                new MergeTask.Recompute(1, 2, 3, List.of(0, 7)))) {
            queue.send(task);
            assertThat(Json.read(receive(url), MergeTask.class)).isEqualTo(task);
        }
    }

    @Test
    void what_is_to_be_recomputed_does_not_change_with_the_list_that_it_was_made_from() {
        var blocks = new ArrayList<>(List.of(1, 2));
        var task = new MergeTask.Recompute(1, 2, 3, blocks);
        blocks.clear();

        assertThat(task.blocks()).containsExactly(1, 2);
    }

    @Test
    void a_timer_that_is_due_is_received_at_once() {
        var queue = new TimerQueue(SERVICES.sqs(), names);

        queue.arm(new LeaseTimer(7, "lease"), Duration.ZERO);
        assertThat(Json.read(receive(queue.url()), LeaseTimer.class)).isEqualTo(new LeaseTimer(7, "lease"));

        queue.arm(new PhaseTimer(1, Optional.of(2)), Duration.ofSeconds(-5));
        assertThat(Json.read(receive(queue.url()), PhaseTimer.class)).isEqualTo(new PhaseTimer(1, Optional.of(2)));
    }

    @Test
    void a_timer_that_is_not_due_is_not_seen() {
        var queue = new TimerQueue(SERVICES.sqs(), names);

        queue.arm(new LeaseTimer(7, "lease"), Duration.ofMinutes(10));

        assertThat(SERVICES.sqs().receiveMessage(b -> b.queueUrl(queue.url())).messages())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PT-1H, 0",
        "PT0S, 0",
        "PT0.001S, 1",
        "PT1S, 1",
        "PT1.000001S, 1",
        "PT1.001S, 2",
        "PT15M, 900",
        "PT15M0.001S, 900",
        "PT100H, 900",
        "PT2562047788015215H, 900",
        "PT-2562047788015215H, 0"
    })
    void a_delay_is_whole_seconds_upward_and_at_most_what_a_queue_can_wait(String delay, int seconds) {
        try (var service = ScriptedService.start()) {
            service.answer(200, URL.formatted(service.uri())).answer(200, sent(new LeaseTimer(7, "lease")));

            new TimerQueue(over(service), names).arm(new LeaseTimer(7, "lease"), Duration.parse(delay));

            assertThat(service.requests().getLast().body()).containsPattern("\"DelaySeconds\":" + seconds + "[,}]");
        }
    }

    @Test
    void the_url_of_a_queue_is_asked_for_when_it_is_first_needed_and_once() {
        try (var service = ScriptedService.start()) {
            service.answer(200, URL.formatted(service.uri()))
                    .answer(200, sent(new MergeTask.Merge(1, 2, 3)))
                    .answer(200, sent(new MergeTask.Merge(1, 2, 4)));
            var queue = new MergeQueue(over(service), names);
            assertThat(service.requests()).isEmpty();

            queue.send(new MergeTask.Merge(1, 2, 3));
            queue.send(new MergeTask.Merge(1, 2, 4));

            assertThat(service.requests())
                    .extracting(ScriptedService.Request::operation)
                    .containsExactly("GetQueueUrl", "SendMessage", "SendMessage");
        }
    }

    @Test
    void a_queue_that_was_missing_is_found_once_it_is_there() {
        try (var service = ScriptedService.start()) {
            service.fail("QueueDoesNotExist").answer(200, URL.formatted(service.uri()));
            var url = new QueueUrl(over(service), "late");

            assertThatThrownBy(url::get).isInstanceOf(QueueDoesNotExistException.class);
            assertThat(url.get()).isEqualTo(service.uri() + "/1/queue");
        }
    }

    /** What SQS answers; the client compares the hash. */
    private static String sent(Object message) {
        try {
            var md5 =
                    MessageDigest.getInstance("MD5").digest(Json.write(message).getBytes(StandardCharsets.UTF_8));
            return "{\"MessageId\":\"1\",\"MD5OfMessageBody\":\"%s\"}"
                    .formatted(HexFormat.of().formatHex(md5));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String receive(String url) {
        var message =
                SERVICES.sqs().receiveMessage(b -> b.queueUrl(url)).messages().getFirst();
        SERVICES.sqs().deleteMessage(b -> b.queueUrl(url).receiptHandle(message.receiptHandle()));
        return message.body();
    }

    private static SqsClient over(ScriptedService service) {
        return CloudServices.at(service.uri(), SqsClient.builder().httpClient(CloudServices.http()));
    }
}
