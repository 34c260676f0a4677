package dev.iota.cloud.queue;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.cloud.shape.Resources;
import dev.iota.core.wire.Quarantined;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Messages that no function could handle. They are not of the wrong form, so the reason is a defect or a service that
 * was away, and in a log.
 */
public final class DeadLetterQueues {
    private static final String REASON = "no function could handle it in several tries; its log says why";

    /** The most that SQS gives in one call. A person looks at some; how many there are, the alarm tells. */
    private static final int RECEIVE = 10;

    private static final int RECEIVES = 10;

    private final SqsClient sqs;
    private final Names names;

    public DeadLetterQueues(SqsClient sqs, Names names) {
        this.sqs = sqs;
        this.names = names;
    }

    /** Some of what lies in each; it stays there. */
    public Stream<Quarantined> all() {
        return Resources.of(names).queues().stream()
                .map(QueueShape::deadLetters)
                .filter(letters -> letters != null)
                .flatMap(letters -> of(letters.queue()).stream());
    }

    private List<Quarantined> of(String queue) {
        var url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        var found = new LinkedHashMap<String, Message>();
        for (var i = 0; i < RECEIVES; i++) {
            var some = sqs.receiveMessage(request -> request.queueUrl(url)
                            .maxNumberOfMessages(RECEIVE)
                            .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP))
                    .messages();
            if (some.isEmpty()) {
                break;
            }
            some.forEach(message -> found.putIfAbsent(message.messageId(), message));
        }
        // Shown again at once: whoever looks next sees them, too.
        found.values()
                .forEach(message -> sqs.changeMessageVisibility(request -> request.queueUrl(url)
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0)));
        return found.values().stream()
                .map(message -> Quarantined.of(sent(message), queue, Optional.empty(), message.body(), REASON))
                .toList();
    }

    private static Instant sent(Message message) {
        var millis = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
        return millis == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
