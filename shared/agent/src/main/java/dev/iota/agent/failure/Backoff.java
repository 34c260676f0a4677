package dev.iota.agent.failure;

import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts: doubled each time up to a limit, with half of it drawn at random, so that miners that lost
 * the cloud together do not come back together. Not for several threads.
 */
public final class Backoff {
    private static final Duration SHORTEST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final RandomGenerator random;
    private final Duration longest;
    private Duration next = SHORTEST;

    public Backoff(RandomGenerator random) {
        this(random, LONGEST);
    }

    /** @param longest what the waits grow to */
    public Backoff(RandomGenerator random, Duration longest) {
        this.random = random;
        this.longest = longest;
    }

    /** How long to wait before the next attempt. */
    public Duration next() {
        var now = next.compareTo(longest) < 0 ? next : longest;
        next = now.multipliedBy(2);
        return now.dividedBy(2)
                .plusNanos((long) (random.nextDouble() * now.dividedBy(2).toNanos()));
    }

    /** The same after a failure, which may say how long to wait at least. */
    public Duration next(IOException failure) {
        return atLeast(next(), failure);
    }

    /** This, or longer if a failure says so. */
    public static Duration atLeast(Duration wait, IOException failure) {
        return failure instanceof TooManyCallsException many && many.patience().compareTo(wait) > 0
                ? many.patience()
                : wait;
    }

    /** Begins anew after a success. */
    public void reset() {
        next = SHORTEST;
    }
}
