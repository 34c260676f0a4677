package dev.iota.cloud.queue;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The URL of a queue, asked for when it is first needed: a function has no right to ask for queues that it does not
 * use.
 */
final class QueueUrl {
    private final SqsClient sqs;
    private final String name;
    private volatile @Nullable String known;

    QueueUrl(SqsClient sqs, String name) {
        this.sqs = sqs;
        this.name = name;
    }

    String get() {
        var url = known;
        if (url == null) {
            url = sqs.getQueueUrl(b -> b.queueName(name)).queueUrl();
            known = url;
        }
        return url;
    }
}
