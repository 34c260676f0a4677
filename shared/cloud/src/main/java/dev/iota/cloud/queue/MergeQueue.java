package dev.iota.cloud.queue;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.merge.shard.MergeTask;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue of what the merge function has to do. */
public final class MergeQueue {
    private final SqsClient sqs;
    private final QueueUrl url;

    /** The merge queue of a run, which must exist when it is used. */
    public MergeQueue(SqsClient sqs, Names names) {
        this.sqs = sqs;
        this.url = new QueueUrl(sqs, names.merges());
    }

    public void send(MergeTask task) {
        sqs.sendMessage(b -> b.queueUrl(url.get()).messageBody(Json.write(task)));
    }
}
