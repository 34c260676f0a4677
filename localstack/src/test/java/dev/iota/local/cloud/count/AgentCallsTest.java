package dev.iota.local.cloud.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.iota.cloud.count.CallBook;
import dev.iota.cloud.count.CallCounts.Calls;
import dev.iota.cloud.count.CallCounts.Cause;
import dev.iota.cloud.count.Causes;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class AgentCallsTest {
    private static final byte[] NOTHING = {};

    private final CallBook book = new CallBook(InstantSource.system());
    private final AgentCalls calls = new AgentCalls(book);

    @Test
    void a_message_is_counted_for_what_it_says_however_deep_it_lies_in_other_texts() {
        calls.queue("SendMessage", bytes("{\"MessageBody\":\"{\\\"type\\\":\\\"stepDone\\\"}\"}"), NOTHING);
        calls.queue(
                "SendMessage",
                bytes("{\"MessageBody\":\"{\\\"e\\\":\\\"{\\\\\\\"type\\\\\\\":\\\\\\\"forwardDone\\\\\\\"}\\\"}\"}"),
                NOTHING);

        assertThat(book.counts().calls())
                .extracting(Calls::cause, Calls::resource, Calls::times)
                .containsExactly(tuple(Causes.HOP, "events", 1L), tuple(Causes.STEP, "events", 1L));
    }

    @Test
    void messages_that_are_received_say_whose_the_request_was() {
        calls.queue(
                "ReceiveMessage",
                NOTHING,
                bytes("{\"Messages\":[{\"ReceiptHandle\":\"a\",\"Body\":\"{\\\"type\\\":\\\"forward\\\"}\"},"
                        + "{\"ReceiptHandle\":\"b\",\"Body\":\"{\\\"type\\\":\\\"load\\\"}\"}]}"));
        calls.queue("ReceiveMessage", NOTHING, bytes("{}"));

        assertThat(book.counts().causes())
                .extracting(Cause::name, Cause::via, Cause::times)
                .containsExactly(tuple(Causes.EPOCH, Causes.INBOX, 1L), tuple(Causes.HOP, Causes.INBOX, 1L));
        assertThat(book.counts().calls())
                .extracting(Calls::cause, Calls::operation)
                .containsExactly(tuple(Causes.INBOX, "ReceiveMessage"), tuple(Causes.WAITING, CallBook.EMPTY_RECEIVE));
    }

    @Test
    void objects_are_counted_by_what_their_keys_begin_with() {
        calls.object("GET", "/iota-a-objects/data/shard-0", 0, 2048);
        calls.object("PUT", "/iota-a-objects/hop/ab12/a/1/7/0-F-x", 512, 0);
        calls.object("PUT", "/iota-a-objects/upload/ab12/a/1/0/5Abc-x/0", 4096, 0);

        assertThat(book.counts().calls())
                .extracting(Calls::cause, Calls::operation, Calls::resource)
                .containsExactly(
                        tuple(Causes.EPOCH, "PutObject", "upload"),
                        tuple(Causes.HOP, "GetObject", "data"),
                        tuple(Causes.HOP, "PutObject", "hop"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
