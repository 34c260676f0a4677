package dev.iota.cloud;

import dev.iota.core.identity.SignedEvent;
import dev.iota.core.wire.Json;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue of what miners did. */
public final class EventQueue {
    private final SqsClient sqs;
    private final String url;

    private EventQueue(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    /** The event queue of a run, which must exist. */
    public static EventQueue of(SqsClient sqs, Names names) {
        return new EventQueue(
                sqs, sqs.getQueueUrl(b -> b.queueName(names.events())).queueUrl());
    }

    /** The event queue at a URL. */
    public static EventQueue at(SqsClient sqs, String url) {
        return new EventQueue(sqs, url);
    }

    public String url() {
        return url;
    }

    public void send(SignedEvent event) {
        sqs.sendMessage(b -> b.queueUrl(url).messageBody(Json.write(event)));
    }
}
