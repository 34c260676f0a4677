package dev.iota.cloud.shape;

import java.time.Duration;

/**
 * A queue that invokes a function. The function reports failures of single messages of a batch.
 *
 * @param queue the queue's name
 * @param function the function's logical name
 * @param batchSize most messages of one invocation
 * @param batchingWindow how long to wait for a fuller batch; zero invokes at once
 */
public record EventSource(String queue, String function, int batchSize, Duration batchingWindow) {}
