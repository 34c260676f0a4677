package dev.iota.local.cloud.provision;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.iota.cloud.shape.QueueShape;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Makes queues of their shapes. */
public final class Queues {
    private final SqsClient sqs;

    public Queues(SqsClient sqs) {
        this.sqs = sqs;
    }

    /**
     * Makes the queues unless they exist.
     *
     * @param shapes dead-letter queues before those that use them
     * @return their URLs, by name
     */
    public Map<String, String> make(List<QueueShape> shapes) {
        var urls = new LinkedHashMap<String, String>();
        shapes.forEach(shape -> urls.put(shape.name(), make(shape)));
        return urls;
    }

    /** Makes the queue unless it exists, and tells its URL. */
    public String make(QueueShape shape) {
        var attributes = new EnumMap<QueueAttributeName, String>(QueueAttributeName.class);
        attributes.put(
                QueueAttributeName.VISIBILITY_TIMEOUT,
                Long.toString(shape.visibility().toSeconds()));
        attributes.put(
                QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                Long.toString(shape.retention().toSeconds()));
        attributes.put(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, Integer.toString(shape.maxBytes()));
        var letters = shape.deadLetters();
        if (letters != null) {
            attributes.put(
                    QueueAttributeName.REDRIVE_POLICY,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("deadLetterTargetArn", arn(letters.queue()))
                            .put("maxReceiveCount", Integer.toString(letters.maxReceiveCount()))
                            .toString());
        }
        return sqs.createQueue(request -> request.queueName(shape.name()).attributes(attributes))
                .queueUrl();
    }

    private String arn(String name) {
        var url = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
        var arn = sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        if (arn == null) {
            throw new IllegalStateException("the queue %s has no ARN".formatted(name));
        }
        return arn;
    }
}
