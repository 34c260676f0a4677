package dev.iota.infra;

import dev.iota.cloud.shape.QueueShape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** The queues that exist as long as the stack: encrypted, reached over TLS only. */
final class RunQueues extends Construct {
    private final Map<String, Queue> byName = new LinkedHashMap<>();
    private final Map<String, Queue> deadLetters = new LinkedHashMap<>();

    /** @param shapes a dead-letter queue stands before the queue that uses it */
    RunQueues(Construct scope, List<QueueShape> shapes) {
        super(scope, "Queues");
        shapes.forEach(shape -> byName.put(shape.name(), queue(shape)));
    }

    /** The queue with this deployed name. */
    Queue get(String name) {
        return Found.in(byName, "queue", name);
    }

    /** By name, the queues in which something lies only if a handler failed. */
    Map<String, Queue> deadLetters() {
        return Collections.unmodifiableMap(deadLetters);
    }

    private Queue queue(QueueShape shape) {
        var builder = Queue.Builder.create(this, shape.name())
                .queueName(shape.name())
                .visibilityTimeout(CdkDurations.of(shape.visibility()))
                .retentionPeriod(CdkDurations.of(shape.retention()))
                .maxMessageSizeBytes(shape.maxBytes())
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true);
        var letters = shape.deadLetters();
        if (letters != null) {
            var target = get(letters.queue());
            deadLetters.put(letters.queue(), target);
            builder.deadLetterQueue(DeadLetterQueue.builder()
                    .queue(target)
                    .maxReceiveCount(letters.maxReceiveCount())
                    .build());
        }
        return builder.build();
    }
}
