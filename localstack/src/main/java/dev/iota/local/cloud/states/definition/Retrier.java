package dev.iota.local.cloud.states.definition;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tries a state again after some errors.
 *
 * @param errors names of the errors
 * @param interval delay before the first retry, in seconds
 * @param attempts most retries
 * @param backoff each delay is this many times the one before
 * @param longest longest delay in seconds, or null
 * @param jitter whether a delay is anything between none and the computed one
 */
public record Retrier(
        List<String> errors,
        long interval,
        int attempts,
        double backoff,
        @Nullable Long longest,
        boolean jitter) {
    private static final double MILLIS = 1000;

    /** The longest that any wait may be, in seconds. */
    private static final double LONGEST = 99_999_999;

    public boolean takes(Failure failure) {
        return errors.stream().anyMatch(failure::matches);
    }

    /** @param retries how many there were */
    public Duration delay(int retries, RandomGenerator random) {
        var seconds = Math.min(interval * Math.pow(backoff, retries), longest == null ? LONGEST : longest);
        return Duration.ofMillis(Math.round(seconds * MILLIS * (jitter ? random.nextDouble() : 1)));
    }
}
