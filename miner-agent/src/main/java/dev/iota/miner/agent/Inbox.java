package dev.iota.miner.agent;

import dev.iota.agent.link.InboxQueue;
import dev.iota.core.base.Json;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.HeldLeases;
import dev.iota.miner.agent.metrics.Meters;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;

/** Polls the miner's queue, as long as there is room for more work, and deletes what was taken over. */
final class Inbox {
    private final InboxQueue queue;
    private final HeldLeases heldLeases;
    private final WorkDispatcher workDispatcher;
    private final Meters meters;

    Inbox(InboxQueue queue, HeldLeases heldLeases, WorkDispatcher workDispatcher, Meters meters) {
        this.queue = queue;
        this.heldLeases = heldLeases;
        this.workDispatcher = workDispatcher;
        this.meters = meters;
    }

    /** Polls until the thread is interrupted. */
    void poll() throws InterruptedException {
        queue.poll(heldLeases::awaitRoom, this::take);
    }

    private void take(List<Message> messages) {
        messages.forEach(this::take);
        queue.deleteSoon(messages);
    }

    private void take(Message message) {
        try {
            workDispatcher.take(Json.read(message.body(), Work.class));
        } catch (RuntimeException e) {
            // Whatever it is: kept, it would come again and again, and nothing else would be taken.
            meters.malformed();
            queue.putAway(message, e);
        }
    }
}
