package dev.iota.agent.link;

import dev.iota.agent.failure.AgentException;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.Outage;
import dev.iota.core.base.Json;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;

/** Signs events and puts them on the event queue, again and again while it is away: an event is never given up. */
public final class EventSender {
    private final QueueAccess access;
    private final String queue;
    private final KeyPair keys;
    private final RandomGenerator random;
    private final Outage outage;

    public EventSender(QueueAccess access, String queue, KeyPair keys, RandomGenerator random, Outage outage) {
        this.access = access;
        this.queue = queue;
        this.keys = keys;
        this.random = random;
        this.outage = outage;
    }

    public void send(Event event) throws InterruptedException {
        var text = Json.write(SignedEvent.sign(keys, event));
        if (Event.isTooLong(text)) {
            throw new AgentException("the event %s has %d characters, and the queue takes %d bytes"
                    .formatted(event.key(), text.length(), Event.MAX_BYTES));
        }
        var backoff = new Backoff(random);
        while (true) {
            try {
                access.call(sqs ->
                        sqs.sendMessage(request -> request.queueUrl(queue).messageBody(text)));
                outage.succeeded();
                return;
            } catch (SdkException e) {
                outage.failed(e);
                Thread.sleep(backoff.next());
            }
        }
    }
}
