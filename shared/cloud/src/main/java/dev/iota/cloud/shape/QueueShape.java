package dev.iota.cloud.shape;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A standard SQS queue: at least once, any order.
 *
 * @param name the queue
 * @param visibility how long a received message is hidden from other receivers
 * @param retention how long a message is kept
 * @param deadLetters where messages go that failed too often, or null to drop them after {@code retention}
 * @param maxBytes of a message
 */
public record QueueShape(
        String name,
        Duration visibility,
        Duration retention,
        @Nullable DeadLetters deadLetters,
        int maxBytes) {
    /** What SQS takes. */
    public static final int LONGEST_MESSAGE = 1 << 20;

    /** A queue of messages as long as SQS takes them. */
    public QueueShape(String name, Duration visibility, Duration retention, @Nullable DeadLetters deadLetters) {
        this(name, visibility, retention, deadLetters, LONGEST_MESSAGE);
    }

    /** The same with a limit. */
    QueueShape withMessagesUpTo(int bytes) {
        return new QueueShape(name, visibility, retention, deadLetters, bytes);
    }
}
