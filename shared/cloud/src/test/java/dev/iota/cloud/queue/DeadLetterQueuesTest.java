package dev.iota.cloud.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.core.wire.Quarantined;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

class DeadLetterQueuesTest {
    private static final CloudServices SERVICES = CloudServices.shared();

    private final Names names = SERVICES.withQueues();
    private final DeadLetterQueues letters = new DeadLetterQueues(SERVICES.sqs(), names);

    @Test
    void letters_of_every_queue_are_shown_with_the_queue_that_they_lie_in() {
        send(names.events(), "event");
        send(names.timers(), "timer");
        send(names.merges(), "merge");

        assertThat(letters.all())
                .extracting(letter -> letter.source() + ": " + letter.excerpt())
                .containsExactlyInAnyOrder(
                        names.events() + "-dlq: event", names.timers() + "-dlq: timer", names.merges() + "-dlq: merge");
    }

    @Test
    void whoever_looks_takes_nothing_away() {
        send(names.events(), "poison");

        assertThat(letters.all()).hasSize(1);
        assertThat(letters.all()).hasSize(1);
    }

    @Test
    void more_than_one_receive_gives_are_shown_once_each() {
        IntStream.range(0, 37).forEach(i -> send(names.events(), "letter " + i));

        assertThat(letters.all())
                .extracting(Quarantined::excerpt)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 37).mapToObj(i -> "letter " + i).toList());
    }

    @Test
    void of_a_flood_some_are_shown_and_all_stay() {
        var url = url(names.events());
        for (var from = 0; from < 120; from += 10) {
            var first = from;
            SERVICES.sqs().sendMessageBatch(b -> b.queueUrl(url)
                    .entries(IntStream.range(first, first + 10)
                            .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                                    .id("m" + i)
                                    .messageBody("letter " + i)
                                    .build())
                            .toList()));
        }

        assertThat(letters.all()).hasSize(100);
        assertThat(letters.all()).hasSize(100);
    }

    @Test
    void a_letter_says_when_it_was_sent_and_that_a_log_has_the_reason() {
        send(names.events(), "x".repeat(5000));

        assertThat(letters.all()).singleElement().satisfies(letter -> {
            assertThat(letter.at()).isAfter(Instant.EPOCH);
            assertThat(letter.reason()).contains("its log says why");
            assertThat(letter.miner()).isEqualTo(Optional.empty());
            assertThat(letter.bytes()).isEqualTo(5000);
            assertThat(letter.excerpt()).hasSize(Quarantined.MOST);
        });
    }

    @Test
    void a_run_without_failures_has_none() {
        assertThat(letters.all()).isEmpty();
    }

    private void send(String queue, String body) {
        SERVICES.sqs().sendMessage(b -> b.queueUrl(url(queue)).messageBody(body));
    }

    private static String url(String queue) {
        return SERVICES.sqs()
                .getQueueUrl(b -> b.queueName(Names.deadLetters(queue)))
                .queueUrl();
    }
}
