package dev.iota.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.iota.core.api.QueueCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.AbortedException;

@Tag("security")
class QueueAccessTest {
    private static final Instant SOON = Instant.parse("2026-01-01T00:15:00Z");

    private final CountDownLatch polling = new CountDownLatch(1);
    private final CountDownLatch message = new CountDownLatch(1);
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private QueueServer server;
    private String queue;

    @BeforeEach
    void start() throws IOException {
        server = new QueueServer(this::answer);
        queue = server.queue();
    }

    @AfterEach
    void stop() {
        message.countDown();
        server.close();
    }

    @Test
    void newer_credentials_are_used_at_once_and_a_poll_that_is_under_way_goes_on() throws Exception {
        try (var access = new QueueAccess(queue, "us-east-1", credentials("OLD", SOON))) {
            var poll =
                    CompletableFuture.supplyAsync(() -> access.call(sqs -> sqs.receiveMessage(r -> r.queueUrl(queue))));
            assertThat(polling.await(20, TimeUnit.SECONDS)).isTrue();

            access.renew(credentials("NEW", SOON.plusSeconds(600)));
            access.call(sqs -> sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle("any")));
            message.countDown();

            assertThat(poll.get(20, TimeUnit.SECONDS).messages()).isEmpty();
            assertThat(access.expires()).isEqualTo(SOON.plusSeconds(600));
            assertThat(calls).containsExactly("ReceiveMessage by OLD", "DeleteMessage by NEW");
        }
    }

    @Test
    void a_thread_that_calls_on_is_refused_once_the_access_is_closed() throws Exception {
        var access = new QueueAccess(queue, "us-east-1", credentials("KEY", SOON));
        var deleted = new CountDownLatch(10);
        var calling = CompletableFuture.runAsync(() -> {
            while (true) {
                access.call(sqs -> sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle("any")));
                deleted.countDown();
            }
        });
        assertThat(deleted.await(20, TimeUnit.SECONDS)).isTrue();

        access.close();

        assertThat(calling)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("agent ends");
    }

    @Test
    void a_poll_that_is_interrupted_ends_before_its_client_is_closed() throws Exception {
        var access = new QueueAccess(queue, "us-east-1", credentials("KEY", SOON));
        var failure = new CompletableFuture<Throwable>();
        var poll = Thread.ofVirtual().start(() -> {
            try {
                access.call(sqs -> sqs.receiveMessage(r -> r.queueUrl(queue)));
            } catch (RuntimeException e) {
                failure.complete(e);
            }
        });
        assertThat(polling.await(20, TimeUnit.SECONDS)).isTrue();

        poll.interrupt();
        access.close();

        assertThat(poll.join(Duration.ofSeconds(20))).isTrue(); // it left its call before, and says so after
        assertThat(failure).isCompletedWithValueMatching(AbortedException.class::isInstance);
    }

    private static QueueCredentials credentials(String key, Instant expires) {
        return new QueueCredentials(key, "secret", "token", expires);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            var action = String.valueOf(headers.getFirst("X-Amz-Target")).replace("AmazonSQS.", "");
            var key = String.valueOf(headers.getFirst("Authorization")).replaceFirst(".*Credential=(\\w+)/.*", "$1");
            calls.add(action + " by " + key);
            if (action.equals("ReceiveMessage")) {
                polling.countDown();
                await();
            }
            var body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void await() throws IOException {
        try {
            message.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
