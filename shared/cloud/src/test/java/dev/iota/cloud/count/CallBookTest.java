package dev.iota.cloud.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.iota.core.base.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class CallBookTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String QUEUES = "http://127.0.0.1:1/000000000000/iota-a-run-";

    private final CallBook book = new CallBook(() -> NOW);

    @Test
    void calls_are_summed_by_cause_operation_and_resource() {
        send(Causes.HOP, "timers");
        send(Causes.HOP, "inbox-5Abc-17");
        send(Causes.HOP, "inbox-5Def-3");

        assertThat(book.counts().calls())
                .containsExactly(
                        new CallCounts.Calls(Causes.HOP, "sqs", "SendMessage", "inbox", 2, 0, Map.of("messages", 2.0)),
                        new CallCounts.Calls(
                                Causes.HOP, "sqs", "SendMessage", "timers", 1, 0, Map.of("messages", 1.0)));
    }

    @Test
    void looking_into_an_empty_queue_is_waiting_whoever_does_it() {
        receive(ReceiveMessageResponse.builder().build());
        receive(ReceiveMessageResponse.builder()
                .messages(Message.builder().body("x").build())
                .build());

        assertThat(book.counts().calls())
                .extracting(CallCounts.Calls::cause, CallCounts.Calls::operation)
                .containsExactly(tuple(Causes.EVENTS, "ReceiveMessage"), tuple(Causes.WAITING, CallBook.EMPTY_RECEIVE));
    }

    @Test
    void a_part_of_what_happens_has_a_cause_of_its_own() {
        var _ = Counting.into(book, Causes.EVENTS, () -> {
            Counting.because(Causes.HOP, () -> 1);
            Counting.because(Causes.HOP, () -> {
                Counting.happened(Causes.MICROBATCH);
                return 1;
            });
            return 1;
        });

        assertThat(book.counts().causes())
                .extracting(CallCounts.Cause::name, CallCounts.Cause::via, CallCounts.Cause::times)
                .containsExactly(tuple(Causes.HOP, Causes.EVENTS, 2L), tuple(Causes.MICROBATCH, Causes.HOP, 1L));
    }

    @Test
    void calls_may_be_a_part_of_another_cause_that_happens_no_time_more() {
        var request = SendMessageRequest.builder().queueUrl(QUEUES + "timers").build();
        var _ = Counting.into(
                book,
                Causes.IDLE,
                () -> Counting.partOf(Causes.HOP, () -> {
                    Counting.answered(request, SendMessageResponse.builder().build());
                    return 1;
                }));

        assertThat(book.counts().calls()).extracting(CallCounts.Calls::cause).containsExactly(Causes.HOP);
        assertThat(book.counts().causes()).isEmpty();
    }

    @Test
    void where_nobody_counts_everything_is_done_all_the_same() {
        Counting.happened(Causes.MICROBATCH);

        assertThat(Counting.because(Causes.HOP, () -> 17)).isEqualTo(17);
        assertThat(Counting.partOf(Causes.HOP, () -> 17)).isEqualTo(17);
        assertThat(book.counts().causes()).isEmpty();
    }

    @Test
    void counting_goes_on_with_what_was_written_down() {
        send(Causes.HOP, "timers");
        book.happened(Causes.HOP, Causes.EVENTS, 1_500_000_000);
        var written = Json.read(Json.write(book.counts()), CallCounts.class);

        var next = new CallBook(() -> NOW, written);

        assertThat(next.counts()).isEqualTo(book.counts());
    }

    private void send(String cause, String queue) {
        book.answered(
                cause,
                SendMessageRequest.builder().queueUrl(QUEUES + queue).build(),
                Optional.of(SendMessageResponse.builder().build()));
    }

    private void receive(ReceiveMessageResponse response) {
        book.answered(
                Causes.EVENTS,
                ReceiveMessageRequest.builder().queueUrl(QUEUES + "events").build(),
                Optional.of(response));
    }
}
