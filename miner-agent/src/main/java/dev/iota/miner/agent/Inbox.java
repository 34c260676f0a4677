package dev.iota.miner.agent;

import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.home.QuarantineFile;
import dev.iota.agent.link.QueueAccess;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Quarantined;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.HeldLeases;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.metrics.Meters;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** Polls the miner's queue, as long as there is room for more work, and deletes what was taken over. */
final class Inbox {
    private static final int LONG_POLL_SECONDS = 20;
    private static final int MOST_MESSAGES = 10;
    private static final String SOURCE = "inbox";

    private final QueueAccess access;
    private final String queue;
    private final HeldLeases heldLeases;
    private final WorkDispatcher workDispatcher;
    private final RandomGenerator random;
    private final QuarantineFile quarantine;
    private final InstantSource clock;
    private final Meters meters;
    private final Outage outage;
    private final Logger log;

    /** @param quarantine takes what is no work */
    Inbox(
            MinerContext context,
            QueueAccess access,
            String queue,
            HeldLeases heldLeases,
            WorkDispatcher workDispatcher,
            QuarantineFile quarantine) {
        this.access = access;
        this.queue = queue;
        this.heldLeases = heldLeases;
        this.workDispatcher = workDispatcher;
        this.random = context.random();
        this.quarantine = quarantine;
        this.clock = context.clock();
        this.meters = context.meters();
        this.log = context.log();
        this.outage = new Outage("the inbox", log, clock);
    }

    /** Polls until the thread is interrupted. */
    void poll() throws InterruptedException {
        var backoff = new Backoff(random);
        while (true) {
            var room = Math.min(MOST_MESSAGES, heldLeases.awaitRoom());
            try {
                var messages = access.sqs()
                        .receiveMessage(request -> request.queueUrl(queue)
                                .maxNumberOfMessages(room)
                                .waitTimeSeconds(LONG_POLL_SECONDS))
                        .messages();
                outage.succeeded();
                backoff.reset();
                messages.forEach(this::take);
                delete(messages);
            } catch (SdkException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                outage.failed(e);
                Thread.sleep(backoff.next());
            }
        }
    }

    private void take(Message message) {
        try {
            workDispatcher.take(Json.read(message.body(), Work.class));
        } catch (RuntimeException e) {
            // Whatever it is: kept, it would come again and again, and nothing else would be taken.
            meters.malformed();
            var reason = e instanceof MalformedException ? String.valueOf(e.getMessage()) : e.toString();
            log.warn("inbox message {} is no work and is put away: {}", message.messageId(), reason);
            quarantine.put(Quarantined.of(clock.instant(), SOURCE, Optional.empty(), message.body(), reason));
        }
    }

    private void delete(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        var entries = messages.stream()
                .map(message -> DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(messages.indexOf(message)))
                        .receiptHandle(message.receiptHandle())
                        .build())
                .toList();
        // What cannot be deleted comes again, and is recognised by its lease.
        access.sqs().deleteMessageBatch(request -> request.queueUrl(queue).entries(entries));
    }
}
