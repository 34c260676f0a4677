package dev.iota.cloud.queue;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.cloud.shape.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** How much lies in the queues of a run's stack, as their service counts it. */
public final class QueueDepths {
    private static final List<QueueAttributeName> COUNTS = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    private final SqsClient sqs;
    private final Names names;

    public QueueDepths(SqsClient sqs, Names names) {
        this.sqs = sqs;
        this.names = names;
    }

    /**
     * Messages of a queue.
     *
     * @param ready to be received
     * @param received and not deleted yet
     * @param delayed until later, such as timers
     */
    public record Depth(long ready, long received, long delayed) {}

    /** By the name of the queue, in the order of the stack; a queue that is gone is left out. */
    public Map<String, Depth> all() {
        var depths = new LinkedHashMap<String, Depth>();
        queues().forEach(queue -> {
            try {
                var counts = sqs.getQueueAttributes(b -> b.queueUrl(url(queue)).attributeNames(COUNTS))
                        .attributes();
                depths.put(
                        queue,
                        new Depth(
                                Long.parseLong(counts.getOrDefault(COUNTS.get(0), "0")),
                                Long.parseLong(counts.getOrDefault(COUNTS.get(1), "0")),
                                Long.parseLong(counts.getOrDefault(COUNTS.get(2), "0"))));
            } catch (QueueDoesNotExistException e) {
                // It went with its stack.
            }
        });
        return depths;
    }

    /** Empties them all; a queue that is gone is fine, and so is one that is being emptied. */
    public void purge() {
        queues().forEach(queue -> {
            try {
                sqs.purgeQueue(b -> b.queueUrl(url(queue)));
            } catch (QueueDoesNotExistException | PurgeQueueInProgressException e) {
                // It is empty, or will be in a moment.
            }
        });
    }

    private Stream<String> queues() {
        return Resources.of(names).queues().stream().map(QueueShape::name);
    }

    private String url(String queue) {
        return sqs.getQueueUrl(b -> b.queueName(queue)).queueUrl();
    }
}
