package dev.iota.cloud;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A standard SQS queue: at least once, any order.
 *
 * @param name the queue
 * @param visibility how long a received message is hidden from other receivers
 * @param retention how long a message is kept
 * @param deadLetters where messages go that failed too often, or null to drop them after {@code retention}
 */
public record QueueShape(
        String name,
        Duration visibility,
        Duration retention,
        @Nullable DeadLetters deadLetters) {}
