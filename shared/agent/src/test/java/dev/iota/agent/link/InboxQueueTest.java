package dev.iota.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.iota.agent.home.QuarantineFile;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

class InboxQueueTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** What the queue answers to each request for messages: so many. */
    private static final List<Integer> RECEIVED = List.of(6, 6, 0, 0, 0, 0);

    private final List<List<String>> deleted = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private QueueServer server;
    private String queue;
    private Instant now = START;
    private int requests;

    /** What the queue answers to a request to delete. */
    private int status = 200;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = new QueueServer(this::answer);
        queue = server.queue();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void messages_are_deleted_ten_at_a_time_or_after_a_few_seconds_and_each_of_them_once() {
        poll();

        assertThat(deleted).extracting(List::size).containsExactly(10, 2);
        assertThat(deleted.stream().flatMap(List::stream)).containsExactlyElementsOf(taken);
    }

    @Test
    @Timeout(20)
    void what_cannot_be_deleted_is_left_in_the_queue_and_holds_nothing_up() {
        status = 400;

        poll();

        assertThat(requests).isEqualTo(RECEIVED.size());
        assertThat(deleted).extracting(List::size).containsExactly(10, 2);
    }

    private void poll() {
        var log = LoggerFactory.getLogger(InboxQueueTest.class);
        var credentials = new QueueCredentials("KEY", "secret", "token", START.plusSeconds(900));
        try (var access = new QueueAccess(queue, "us-east-1", credentials)) {
            var inbox = new InboxQueue(access, queue, new QuarantineFile(folder, log), new Random(1), () -> now, log);

            assertThatThrownBy(() -> inbox.poll(this::room, messages -> {
                        messages.stream().map(Message::receiptHandle).forEach(taken::add);
                        inbox.deleteSoon(messages);
                    }))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    /** A second passes between two requests for messages; then the test is over. */
    private int room() throws InterruptedException {
        if (requests == RECEIVED.size()) {
            throw new InterruptedException();
        }
        now = now.plus(Duration.ofSeconds(1));
        return 10;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var receives = exchange.getRequestHeaders().getFirst("X-Amz-Target").endsWith("ReceiveMessage");
            var body = (receives ? received() : deleted(Json.read(request, JsonNode.class)))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(receives ? 200 : status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String received() {
        var request = requests++;
        return IntStream.range(0, RECEIVED.get(request))
                .mapToObj(i -> message(i, "%d/%d".formatted(request, i)))
                .collect(Collectors.joining(",", "{\"Messages\":[", "]}"));
    }

    /** With the hash of its text, which the SDK compares. */
    private static String message(int id, String receipt) {
        var hash = "9dd4e461268c8034f5c8564e155c67a6";
        return "{\"MessageId\":\"%d\",\"ReceiptHandle\":\"%s\",\"Body\":\"x\",\"MD5OfBody\":\"%s\"}"
                .formatted(id, receipt, hash);
    }

    private String deleted(JsonNode request) {
        var receipts = new ArrayList<String>();
        request.get("Entries")
                .forEach(entry -> receipts.add(entry.get("ReceiptHandle").asText()));
        deleted.add(receipts);
        return "{\"Successful\":[],\"Failed\":[]}";
    }
}
