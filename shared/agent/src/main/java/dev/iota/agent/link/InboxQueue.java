package dev.iota.agent.link;

import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.home.QuarantineFile;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Quarantined;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** An agent's inbox: polls it while there is room, and outlives that it is away. */
public final class InboxQueue {
    private static final int LONG_POLL_SECONDS = 20;
    private static final int MOST_MESSAGES = 10;
    private static final String SOURCE = "inbox";

    /** How long a message waits for others that are deleted with the same request: far less than it is hidden. */
    private static final Duration TOGETHER = Duration.ofSeconds(3);

    private final QueueAccess access;
    private final String queue;
    private final QuarantineFile quarantine;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Outage outage;
    private final Logger log;
    // Of the polling thread alone.
    private final Deque<Taken> taken = new ArrayDeque<>();

    private record Taken(String receipt, Instant at) {}

    /** @param quarantine takes what is no work */
    public InboxQueue(
            QueueAccess access,
            String queue,
            QuarantineFile quarantine,
            RandomGenerator random,
            InstantSource clock,
            Logger log) {
        this.access = access;
        this.queue = queue;
        this.quarantine = quarantine;
        this.random = random;
        this.clock = clock;
        this.log = log;
        this.outage = new Outage("the inbox", log, clock);
    }

    /** How many messages more can be taken. */
    @FunctionalInterface
    public interface Room {
        /** Waits until it is one, at least. */
        int await() throws InterruptedException;
    }

    /** Why the inbox does not answer, while that lasts. */
    public Optional<String> trouble() {
        return outage.trouble();
    }

    /** Polls until the thread is interrupted. */
    public void poll(Room room, Consumer<List<Message>> taker) throws InterruptedException {
        var backoff = new Backoff(random);
        while (true) {
            var most = Math.min(MOST_MESSAGES, room.await());
            try {
                deleteTaken();
                var messages = access.call(sqs -> sqs.receiveMessage(request -> request.queueUrl(queue)
                                .maxNumberOfMessages(most)
                                .waitTimeSeconds(LONG_POLL_SECONDS)))
                        .messages();
                outage.succeeded();
                backoff.reset();
                taker.accept(messages);
            } catch (SdkException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                outage.failed(e);
                Thread.sleep(backoff.next());
            }
        }
    }

    /** Keeps what is no work for a person: in the queue it would come again and again. */
    public void putAway(Message message, RuntimeException why) {
        var reason = why instanceof MalformedException ? String.valueOf(why.getMessage()) : why.toString();
        log.warn("inbox message {} is no work and is put away: {}", message.messageId(), reason);
        quarantine.put(Quarantined.of(clock.instant(), SOURCE, Optional.empty(), message.body(), reason));
    }

    /**
     * Deletes messages that were taken over, before one of the next requests to the queue: ten cost as much as one.
     * What is not deleted comes again, and is recognised by its lease. For the thread that polls.
     */
    public void deleteSoon(List<Message> messages) {
        messages.forEach(message -> taken.add(new Taken(message.receiptHandle(), clock.instant())));
    }

    /** @throws SdkException if the queue does not answer */
    private void deleteTaken() {
        var due = clock.instant().minus(TOGETHER);
        while (taken.size() >= MOST_MESSAGES
                || (!taken.isEmpty() && taken.peek().at().isBefore(due))) {
            var some = taken.stream().limit(MOST_MESSAGES).map(Taken::receipt).toList();
            // Before the call: a receipt that the queue does not know any more must not hold up those that follow.
            some.forEach(receipt -> taken.remove());
            var entries = IntStream.range(0, some.size())
                    .mapToObj(i -> DeleteMessageBatchRequestEntry.builder()
                            .id(Integer.toString(i))
                            .receiptHandle(some.get(i))
                            .build())
                    .toList();
            access.call(sqs ->
                    sqs.deleteMessageBatch(request -> request.queueUrl(queue).entries(entries)));
        }
    }

    /** Deletes a message; what cannot be deleted comes again, and is recognised by its lease. */
    public void delete(String receipt) {
        try {
            access.call(
                    sqs -> sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(receipt)));
        } catch (SdkException e) {
            outage.failed(e);
        }
    }
}
