package dev.iota.local.cloud.lambda;

import dev.iota.cloud.shape.QueueShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What the alarms of the stack are there: a line in the log when messages that no handler could handle have become
 * more.
 */
final class DeadLetterAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterAlarm.class);
    private static final Duration RATE = Duration.ofMinutes(1);

    private final SqsClient sqs;
    private final Map<String, String> urls = new HashMap<>();
    private final Map<String, Integer> before = new HashMap<>();
    private final Thread thread;

    /**
     * @param queueUrls URL of every queue, by name
     */
    DeadLetterAlarm(List<QueueShape> queues, Map<String, String> queueUrls, SqsClient sqs) {
        this.sqs = sqs;
        for (var queue : queues) {
            var letters = queue.deadLetters();
            if (letters != null) {
                urls.put(letters.queue(), queueUrls.getOrDefault(letters.queue(), ""));
            }
        }
        this.thread = Thread.ofVirtual().name("dead-letters").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                look().forEach(LOG::warn);
                Thread.sleep(RATE);
            }
        } catch (InterruptedException e) {
            // stop() ends the loop so
        }
    }

    /** What there is to say since the last look. */
    List<String> look() {
        var news = new ArrayList<String>();
        urls.forEach((queue, url) -> {
            try {
                var count = count(url);
                if (count > before.getOrDefault(queue, 0)) {
                    news.add("ALARM: %d messages that no handler could handle lie in %s; ./iota quarantine shows them"
                            .formatted(count, queue));
                }
                before.put(queue, count);
            } catch (SdkException e) {
                // The service is going down; the next look tells.
            }
        });
        return news;
    }

    private int count(String url) {
        var attributes = sqs.getQueueAttributes(request ->
                        request.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes();
        return Integer.parseInt(attributes.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
    }
}
