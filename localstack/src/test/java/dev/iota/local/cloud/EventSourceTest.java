package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.shape.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

@Tag("cloud")
class EventSourceTest {
    private static final String EVENTS = CloudFixture.NAMES.events();

    /** Far above what an idle machine shows (a few ms) and far below any polling interval. */
    private static final long PROMPT_MILLIS = 100;

    private CloudFixture cloud;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        cloud = new CloudFixture(folder);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void a_message_that_was_handled_is_deleted_and_not_delivered_again() throws Exception {
        cloud.send("good");

        assertThat(next()).satisfies(seen -> assertThat(seen.body()).isEqualTo("good"));
        assertThat(CloudFixture.eventually(() -> messages(EVENTS) == 0)).isTrue();
        assertThat(cloud.batches.seen()).isEmpty();
    }

    @Test
    void of_a_batch_only_what_was_reported_comes_again_and_in_the_end_is_a_dead_letter() throws Exception {
        var url = cloud.queueUrl(EVENTS);
        cloud.localClients.sqs().sendMessageBatch(request -> request.queueUrl(url)
                .entries(entry("good-1"), entry("fail-2"), entry("good-3")));

        var seen = new ArrayList<Probes.Batches.Seen>();
        for (var i = 0; i < 2 + CloudFixture.MAX_RECEIVE_COUNT; i++) {
            seen.add(next());
        }

        assertThat(seen).filteredOn(one -> one.body().startsWith("good")).hasSize(2);
        assertThat(seen)
                .filteredOn(one -> one.body().equals("fail-2"))
                .extracting(Probes.Batches.Seen::receiveCount)
                .containsExactly(1, 2, 3);
        assertThat(deadLetter().body()).isEqualTo("fail-2");
        assertThat(cloud.batches.seen()).isEmpty();
    }

    @Test
    void an_exception_fails_the_whole_batch() throws Exception {
        cloud.send("throw");

        assertThat(List.of(next(), next(), next()))
                .extracting(Probes.Batches.Seen::receiveCount)
                .containsExactly(1, 2, 3);
        assertThat(deadLetter().body()).isEqualTo("throw");
    }

    @Test
    void a_message_reaches_its_function_in_milliseconds() throws Exception {
        cloud.send("warm");
        next();
        var millis = new ArrayList<Long>();
        for (var i = 0; i < 25; i++) {
            var sent = System.nanoTime();
            cloud.send("timed-" + i);
            millis.add(TimeUnit.NANOSECONDS.toMillis(next().nanos() - sent));
        }

        assertThat(millis.stream().sorted().toList().get(millis.size() / 2)).isLessThan(PROMPT_MILLIS);
    }

    @Test
    void one_slow_batch_does_not_hold_back_the_others() throws Exception {
        cloud.send("block");
        // What came before would be in its batch.
        assertThat(cloud.batches.isBlocked()).isTrue();
        IntStream.range(0, 20).forEach(i -> cloud.send("after-" + i));

        for (var i = 0; i < 20; i++) {
            assertThat(next().body()).startsWith("after-");
        }
        cloud.gate.countDown();
        assertThat(next().body()).isEqualTo("block");
    }

    @Test
    void a_schedule_fires_at_once_and_at_its_rate() throws Exception {
        for (var i = 0; i < 3; i++) {
            assertThat(cloud.ticks.seen().poll(CloudFixture.BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("Scheduled Event");
        }
    }

    private Probes.Batches.Seen next() throws InterruptedException {
        var seen = cloud.batches.seen().poll(CloudFixture.BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(seen).as("a message within %s", CloudFixture.BOUND).isNotNull();
        return java.util.Objects.requireNonNull(seen);
    }

    private int messages(String queue) {
        var url = cloud.queueUrl(queue);
        return cloud
                .localClients
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes()
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().toString().startsWith("ApproximateNumberOfMessages"))
                .mapToInt(entry -> Integer.parseInt(entry.getValue()))
                .sum();
    }

    private Message deadLetter() throws InterruptedException {
        var url = cloud.queueUrl(Names.deadLetters(EVENTS));
        var found = new ArrayList<Message>();
        assertThat(CloudFixture.eventually(() -> {
                    found.addAll(cloud.localClients
                            .sqs()
                            .receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(1))
                            .messages());
                    return !found.isEmpty();
                }))
                .isTrue();
        return found.getFirst();
    }

    private static SendMessageBatchRequestEntry entry(String body) {
        return SendMessageBatchRequestEntry.builder().id(body).messageBody(body).build();
    }
}
