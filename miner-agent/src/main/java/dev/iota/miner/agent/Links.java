package dev.iota.miner.agent;

import dev.iota.agent.failure.Outage;
import dev.iota.agent.link.EventSender;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.agent.link.QueueAccess;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.context.MinerContext;
import java.net.http.HttpClient;
import java.util.concurrent.ThreadFactory;

/**
 * What a registered miner reaches the cloud by.
 *
 * @param queues its inbox and the event queue
 * @param objects what it reads and writes through presigned URLs
 */
record Links(QueueAccess queues, PresignedObjects objects, EventSender events, ThreadFactory threads)
        implements AutoCloseable {

    static Links of(Membership membership, MinerContext context, HttpClient http) {
        var registered = membership.registered();
        var clock = context.clock();
        var log = context.log();
        var queues = new QueueAccess(registered.inbox(), registered.region(), registered.credentials());
        var objects = new PresignedObjects(
                http,
                clock,
                context.random(),
                new Outage("the object store", log, clock),
                context.meters().hops());
        var events = new EventSender(
                queues,
                registered.events(),
                membership.keys(),
                context.random(),
                new Outage("the event queue", log, clock));
        return new Links(queues, objects, events, context.threads());
    }

    /** Sends an event and does not wait for it. */
    void say(Event event) {
        threads.newThread(() -> {
                    try {
                        events.send(event);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the miner ends
                    }
                })
                .start();
    }

    @Override
    public void close() {
        queues.close();
    }
}
