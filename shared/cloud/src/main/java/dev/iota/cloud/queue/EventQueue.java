package dev.iota.cloud.queue;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.wire.SignedEvent;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue of what miners did. */
public final class EventQueue {
    private final SqsClient sqs;
    private final QueueUrl url;

    /** The event queue of a run, which must exist when it is used. */
    public EventQueue(SqsClient sqs, Names names) {
        this.sqs = sqs;
        this.url = new QueueUrl(sqs, names.events());
    }

    public String url() {
        return url.get();
    }

    public void send(SignedEvent event) {
        sqs.sendMessage(b -> b.queueUrl(url.get()).messageBody(Json.write(event)));
    }
}
