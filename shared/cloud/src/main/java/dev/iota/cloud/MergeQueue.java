package dev.iota.cloud;

import dev.iota.core.wire.Json;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue of what the merge function has to do. */
public final class MergeQueue {
    private final SqsClient sqs;
    private final Names names;

    /** The merge queue of a run; it is looked for when something is sent. */
    public MergeQueue(SqsClient sqs, Names names) {
        this.sqs = sqs;
        this.names = names;
    }

    public void send(MergeTask task) {
        var url = sqs.getQueueUrl(b -> b.queueName(names.merges())).queueUrl();
        sqs.sendMessage(b -> b.queueUrl(url).messageBody(Json.write(task)));
    }
}
