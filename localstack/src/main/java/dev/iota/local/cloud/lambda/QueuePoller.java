package dev.iota.local.cloud.lambda;

import dev.iota.cloud.count.Counting;
import dev.iota.cloud.shape.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * One of the threads that bring a queue's messages to a function, as an event source mapping does: a long poll that
 * answers as soon as there is a message, one invocation for the batch, and deletion of what the function did not report
 * as failed. What failed reappears after its visibility timeout and in the end goes to the dead-letter queue, which is
 * the queue's own doing.
 */
final class QueuePoller {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);

    /** The longest that SQS lets a receive call wait. */
    private static final int LONGEST_POLL_SECONDS = 20;

    /** The most messages that SQS gives in one call. */
    private static final int LONGEST_RECEIVE = 10;

    /** Pause after the queue could not be read; only a service that is going down does that. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EventSource source;
    private final String queueUrl;
    private final String queueArn;
    private final String region;
    private final LambdaFunction function;
    private final SqsClient sqs;
    private final Thread thread;

    /** Held while messages are in hand, so that a stop waits for it. */
    private final ReentrantLock handling = new ReentrantLock();

    private volatile boolean stopped;

    QueuePoller(
            EventSource source,
            String queueUrl,
            String queueArn,
            String region,
            LambdaFunction function,
            SqsClient sqs) {
        this.source = source;
        this.queueUrl = queueUrl;
        this.queueArn = queueArn;
        this.region = region;
        this.function = function;
        this.sqs = sqs;
        this.thread = Thread.ofVirtual().name("poll-" + source.queue()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Lets a running invocation end; messages that were not yet handled stay in the queue. A long poll cannot be taken
     * back: it ends with the queue's service or after twenty seconds, and its messages are then left alone.
     */
    void stop() throws InterruptedException {
        stopped = true;
        if (handling.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            handling.unlock();
        }
        thread.interrupt();
    }

    private void run() {
        while (!stopped) {
            try {
                var batch = receive();
                handling.lock();
                try {
                    if (!stopped && !batch.isEmpty()) {
                        deliver(batch);
                    }
                } finally {
                    handling.unlock();
                }
            } catch (SdkException e) {
                if (!stopped) {
                    LOG.warn("the queue {} could not be read: {}", source.queue(), e.toString());
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            // stop() interrupts, and the loop looks at its flag next.
        }
    }

    private List<Message> receive() {
        var batch = new ArrayList<>(receive(source.batchSize(), LONGEST_POLL_SECONDS));
        var end = System.nanoTime() + source.batchingWindow().toNanos();
        while (!batch.isEmpty() && batch.size() < source.batchSize() && !stopped) {
            var left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            batch.addAll(receive(source.batchSize() - batch.size(), Math.min(LONGEST_POLL_SECONDS, (int) left)));
        }
        return batch;
    }

    private List<Message> receive(int most, int waitSeconds) {
        return Counting.into(
                function.calls(), function.cause(), () -> sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                                .maxNumberOfMessages(Math.min(LONGEST_RECEIVE, most))
                                .waitTimeSeconds(waitSeconds)
                                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                                .messageAttributeNames("All"))
                        .messages());
    }

    private void deliver(List<Message> batch) {
        var ids = batch.stream().map(Message::messageId).collect(Collectors.toUnmodifiableSet());
        var failed = invoke(batch, ids);
        var done = batch.stream()
                .filter(message -> !failed.contains(message.messageId()))
                .toList();
        for (var from = 0; from < done.size(); from += LONGEST_RECEIVE) {
            delete(done.subList(from, Math.min(done.size(), from + LONGEST_RECEIVE)));
        }
    }

    private Set<String> invoke(List<Message> batch, Set<String> ids) {
        try {
            return SqsEvents.failures(function.invoke(SqsEvents.event(batch, queueArn, region)), ids);
        } catch (FunctionFailedException e) {
            return ids; // logged by the function; the whole batch comes again
        }
    }

    private void delete(List<Message> messages) {
        var _ = Counting.into(
                function.calls(),
                function.cause(),
                () -> sqs.deleteMessageBatch(request -> request.queueUrl(queueUrl)
                        .entries(messages.stream()
                                .map(message -> DeleteMessageBatchRequestEntry.builder()
                                        .id(message.messageId())
                                        .receiptHandle(message.receiptHandle())
                                        .build())
                                .toList())));
    }
}
