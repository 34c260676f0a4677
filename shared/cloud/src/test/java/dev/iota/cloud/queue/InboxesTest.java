package dev.iota.cloud.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.wire.Work;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

class InboxesTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Work STOP = new Work.Stop("alpha", 1, "the run is over");

    private final Names names = SERVICES.withQueues();
    private final Inboxes inboxes = new Inboxes(SERVICES.sqs(), names);
    private final Hotkey miner = KeyPair.generate(new Random(1)).hotkey();

    @Test
    void an_inbox_has_the_name_and_the_times_of_its_shape() {
        var url = inboxes.create(miner, 7);

        assertThat(url).endsWith("/" + CloudServices.ACCOUNT + "/" + names.inbox(miner.address(), 7));
        assertThat(attribute(url, QueueAttributeName.VISIBILITY_TIMEOUT)).isEqualTo("60");
    }

    @Test
    void an_inbox_is_asked_for_with_its_visibility_and_its_retention() {
        try (var service = ScriptedService.start().answer(200, "{\"QueueUrl\":\"http://queues/1/inbox\"}")) {
            assertThat(over(service).create(miner, 7)).isEqualTo("http://queues/1/inbox");

            assertThat(service.requests()).singleElement().satisfies(request -> {
                assertThat(request.operation()).isEqualTo("CreateQueue");
                assertThat(request.body())
                        .contains("\"VisibilityTimeout\":\"60\"", "\"MessageRetentionPeriod\":\"3600\"");
            });
        }
    }

    @Test
    void an_inbox_that_exists_keeps_its_messages_when_it_is_made_again() {
        var url = inboxes.create(miner, 7);
        inboxes.send(url, STOP);

        assertThat(inboxes.create(miner, 7)).isEqualTo(url);
        assertThat(receive(url)).isEqualTo(Json.write(STOP));
    }

    @Test
    void the_next_registration_does_not_find_what_was_meant_for_the_one_before() {
        inboxes.send(inboxes.create(miner, 7), STOP);

        assertThat(SERVICES.sqs()
                        .receiveMessage(b -> b.queueUrl(inboxes.create(miner, 8)))
                        .messages())
                .isEmpty();
    }

    @Test
    void work_for_an_inbox_that_is_gone_is_not_sent_and_no_error() {
        var url = inboxes.create(miner, 7);
        inboxes.delete(url);

        assertThat(inboxes.send(url, STOP)).isFalse();
    }

    @Test
    void an_inbox_is_removed_once_and_once_more() {
        var url = inboxes.create(miner, 7);

        inboxes.delete(url);
        inboxes.delete(url);

        assertThat(SERVICES.sqs().listQueues().queueUrls()).doesNotContain(url);
    }

    @Test
    void that_a_call_was_not_allowed_is_not_taken_for_a_missing_inbox() {
        try (var service = ScriptedService.start().fail("AccessDenied").fail("AccessDenied")) {
            var url = service.uri() + "/1/inbox";

            assertThatThrownBy(() -> over(service).send(url, STOP)).isInstanceOf(SqsException.class);
            assertThatThrownBy(() -> over(service).delete(url)).isInstanceOf(SqsException.class);
        }
    }

    @Test
    void every_message_of_a_full_inbox_is_received_ten_at_a_time() {
        var url = inboxes.create(miner, 9);
        IntStream.range(0, 25).forEach(i -> inboxes.send(url, new Work.Stop("alpha", i, "message")));

        var sizes = IntStream.range(0, 4)
                .map(i -> SERVICES.sqs()
                        .receiveMessage(b -> b.queueUrl(url).maxNumberOfMessages(10))
                        .messages()
                        .size())
                .toArray();

        assertThat(sizes).containsExactly(10, 10, 5, 0);
    }

    private static String receive(String url) {
        return SERVICES.sqs().receiveMessage(b -> b.queueUrl(url)).messages().stream()
                .map(Message::body)
                .findFirst()
                .orElseThrow();
    }

    private static String attribute(String url, QueueAttributeName name) {
        return SERVICES.sqs()
                .getQueueAttributes(b -> b.queueUrl(url).attributeNames(name))
                .attributes()
                .getOrDefault(name, "");
    }

    private Inboxes over(ScriptedService service) {
        return new Inboxes(
                CloudServices.at(service.uri(), SqsClient.builder().httpClient(CloudServices.http())), names);
    }
}
