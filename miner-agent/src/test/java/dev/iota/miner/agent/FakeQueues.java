package dev.iota.miner.agent;

import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The inboxes and the event queue of a run. Events are received in the background, so that who asks for those that have
 * come by now does not wait.
 */
final class FakeQueues implements AutoCloseable {
    private static final int LONG_POLL_SECONDS = 20;

    private final SqsClient sqs;
    private final String prefix = UUID.randomUUID() + "-";
    private final Map<Integer, String> inboxes = new ConcurrentHashMap<>();
    private final String events;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Thread receiver;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException wrong;

    /** An event and who signed it. */
    private record Received(Hotkey hotkey, Event event) {}

    FakeQueues(String origin) {
        this.sqs = SqsClient.builder()
                .endpointOverride(URI.create(origin))
                .region(Region.of(TestQueues.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClientBuilder(AwsCrtHttpClient.builder())
                .build();
        this.events = create("events");
        this.receiver = Thread.ofVirtual().name("event-receiver").start(this::receive);
    }

    private String create(String name) {
        return sqs.createQueue(request -> request.queueName(prefix + name)).queueUrl();
    }

    /** An inbox for each registration, as in the real thing: nobody finds what an earlier one has left. */
    String inbox(int registration) {
        return inboxes.computeIfAbsent(registration, number -> create("inbox-" + number));
    }

    String events() {
        return events;
    }

    void send(int registration, String text) {
        send(inbox(registration), text);
    }

    private void send(String queue, String text) {
        sqs.sendMessage(request -> request.queueUrl(queue).messageBody(text));
    }

    private void receive() {
        while (!closed && wrong == null) {
            try {
                var messages = sqs.receiveMessage(request ->
                                request.queueUrl(events).maxNumberOfMessages(10).waitTimeSeconds(LONG_POLL_SECONDS))
                        .messages();
                for (var message : messages) {
                    if (!closed) {
                        var signed = Json.read(message.body(), SignedEvent.class);
                        received.add(new Received(signed.hotkey(), signed.verified()));
                    }
                    sqs.deleteMessage(request -> request.queueUrl(events).receiptHandle(message.receiptHandle()));
                }
            } catch (SdkException e) {
                if (!closed) {
                    wrong = e;
                }
            } catch (RuntimeException e) {
                wrong = e;
            }
        }
    }

    /** Events of a type that have come by now, in the order in which they came. */
    <E extends Event> List<E> of(Class<E> type) {
        return of(type, hotkey -> true);
    }

    <E extends Event> List<E> of(Class<E> type, Predicate<Hotkey> miner) {
        if (wrong != null) {
            throw new IllegalStateException("what came is no event", wrong);
        }
        return received.stream()
                .filter(one -> miner.test(one.hotkey()))
                .map(Received::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Also answers every poll that still waits, which would hold up the end of the server. */
    @Override
    public void close() {
        closed = true;
        send(events, "the run is over");
        inboxes.values().forEach(inbox -> send(inbox, "the run is over"));
        try {
            receiver.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sqs.close();
    }
}
