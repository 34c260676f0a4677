package dev.iota.validator.agent;

import dev.iota.agent.link.InboxQueue;
import dev.iota.core.base.Json;
import dev.iota.core.wire.Work;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Polls the validator's queue while there is room. The message of an audit is deleted when the audit is answered: a
 * validator that is killed before finds it again when it is back, if its lease still runs.
 */
final class AuditInbox {
    private final InboxQueue queue;
    private final String run;
    private final AuditDesk desk;
    private final InstantSource clock;
    private final Logger log;

    AuditInbox(InboxQueue queue, String run, AuditDesk desk, InstantSource clock, Logger log) {
        this.queue = queue;
        this.run = run;
        this.desk = desk;
        this.clock = clock;
        this.log = log;
    }

    /** Why the inbox does not answer, while that lasts. */
    Optional<String> trouble() {
        return queue.trouble();
    }

    /** Polls until the thread is interrupted. */
    void poll() throws InterruptedException {
        queue.poll(desk::awaitRoom, messages -> messages.forEach(this::take));
    }

    private void take(Message message) {
        try {
            switch (Json.read(message.body(), Work.class)) {
                case Work.Audit audit
                when audit.run().equals(run) && clock.instant().isBefore(audit.until()) ->
                    desk.put(audit, message.receiptHandle());
                case Work.HeldOut heldOut
                when heldOut.run().equals(run) && clock.instant().isBefore(heldOut.until()) ->
                    desk.put(heldOut, message.receiptHandle());
                case Work.Stop stop
                when stop.run().equals(run) -> {
                    delete(message.receiptHandle());
                    desk.stop("the run ends: " + stop.reason());
                }
                case Work other -> {
                    log.info(
                            "dropped {} of run '{}': it is nothing for a validator of this run whose lease still runs",
                            other.getClass().getSimpleName(),
                            other.run());
                    delete(message.receiptHandle());
                }
            }
        } catch (RuntimeException e) {
            // Whatever it is: kept, it would come again and again, and nothing else would be taken.
            queue.putAway(message, e);
            delete(message.receiptHandle());
        }
    }

    /** Deletes a message; what cannot be deleted comes again, and is recognised by its lease. */
    void delete(String receipt) {
        queue.delete(receipt);
    }
}
