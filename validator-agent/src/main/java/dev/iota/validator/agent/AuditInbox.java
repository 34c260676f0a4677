package dev.iota.validator.agent;

import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.home.QuarantineFile;
import dev.iota.agent.link.QueueAccess;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Quarantined;
import dev.iota.core.wire.Work;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Polls the validator's queue while there is room. The message of an audit is deleted when the audit is answered: a
 * validator that is killed before finds it again when it is back, if its lease still runs.
 */
final class AuditInbox {
    private static final int LONG_POLL_SECONDS = 20;
    private static final int MOST_MESSAGES = 10;
    private static final String SOURCE = "inbox";

    private final QueueAccess access;
    private final String queue;
    private final String run;
    private final AuditDesk desk;
    private final QuarantineFile quarantine;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Outage outage;
    private final Logger log;

    /** @param quarantine takes what is no work */
    AuditInbox(
            QueueAccess access,
            String queue,
            String run,
            AuditDesk desk,
            QuarantineFile quarantine,
            RandomGenerator random,
            InstantSource clock,
            Logger log) {
        this.access = access;
        this.queue = queue;
        this.run = run;
        this.desk = desk;
        this.quarantine = quarantine;
        this.random = random;
        this.clock = clock;
        this.log = log;
        this.outage = new Outage("the inbox", log, clock);
    }

    /** Why the inbox does not answer, while that lasts. */
    Optional<String> trouble() {
        return outage.trouble();
    }

    /** Polls until the thread is interrupted. */
    void poll() throws InterruptedException {
        var backoff = new Backoff(random);
        while (true) {
            var room = Math.min(MOST_MESSAGES, desk.awaitRoom());
            try {
                var messages = access.sqs()
                        .receiveMessage(request -> request.queueUrl(queue)
                                .maxNumberOfMessages(room)
                                .waitTimeSeconds(LONG_POLL_SECONDS))
                        .messages();
                outage.succeeded();
                backoff.reset();
                messages.forEach(this::take);
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
            switch (Json.read(message.body(), Work.class)) {
                case Work.Audit audit
                when audit.run().equals(run) && clock.instant().isBefore(audit.until()) ->
                    desk.put(audit, message.receiptHandle());
                case Work.Stop stop
                when stop.run().equals(run) -> {
                    delete(message.receiptHandle());
                    desk.stop("the run ends: " + stop.reason());
                }
                case Work other -> {
                    log.info(
                            "dropped {} of run '{}': it is no audit of this run whose lease still runs",
                            other.getClass().getSimpleName(),
                            other.run());
                    delete(message.receiptHandle());
                }
            }
        } catch (RuntimeException e) {
            // Whatever it is: kept, it would come again and again, and nothing else would be taken.
            var reason = e instanceof MalformedException ? String.valueOf(e.getMessage()) : e.toString();
            log.warn("inbox message {} is no work and is put away: {}", message.messageId(), reason);
            quarantine.put(Quarantined.of(clock.instant(), SOURCE, Optional.empty(), message.body(), reason));
            delete(message.receiptHandle());
        }
    }

    /** Deletes a message; what cannot be deleted comes again, and is recognised by its lease. */
    void delete(String receipt) {
        try {
            access.sqs().deleteMessage(request -> request.queueUrl(queue).receiptHandle(receipt));
        } catch (SdkException e) {
            outage.failed(e);
        }
    }
}
