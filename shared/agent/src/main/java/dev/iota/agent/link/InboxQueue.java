package dev.iota.agent.link;

import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.home.QuarantineFile;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Quarantined;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** An agent's inbox: polls it while there is room, and outlives that it is away. */
public final class InboxQueue {
    private static final int LONG_POLL_SECONDS = 20;
    private static final int MOST_MESSAGES = 10;
    private static final String SOURCE = "inbox";

    private final QueueAccess access;
    private final String queue;
    private final QuarantineFile quarantine;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Outage outage;
    private final Logger log;

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
     * Deletes messages; what cannot be deleted comes again, and is recognised by its lease.
     *
     * @throws SdkException if the queue does not answer
     */
    public void delete(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        var entries = messages.stream()
                .map(message -> DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(messages.indexOf(message)))
                        .receiptHandle(message.receiptHandle())
                        .build())
                .toList();
        access.call(
                sqs -> sqs.deleteMessageBatch(request -> request.queueUrl(queue).entries(entries)));
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
