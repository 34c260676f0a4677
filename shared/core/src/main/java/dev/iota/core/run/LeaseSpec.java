package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

import java.time.Duration;
import java.time.Instant;

/**
 * Time limits of the work that is handed out.
 *
 * @param shortest no lease is shorter
 * @param longest no lease is longer
 * @param patience a lease lasts this many times the hop's expected wait and work
 * @param margin how long a presigned URL outlives its lease
 * @param heartbeat how often a miner renews its session
 * @param missedHeartbeats after so many a miner is inactive
 * @param lapses leases in a row that ran out before a miner is inactive
 * @param slowestRate bytes/s, up and down, of the slowest line that the run admits: whatever moves many bytes may take
 *     as long as they take at this rate
 */
public record LeaseSpec(
        Duration shortest,
        Duration longest,
        double patience,
        Duration margin,
        Duration heartbeat,
        int missedHeartbeats,
        int lapses,
        long slowestRate) {

    private static final long MILLIS = 1000;

    /** A line of 2 Mbit/s, less a fifth for everything else that crosses it. */
    private static final long SLOWEST_RATE = 200_000;

    private static final Duration RARE_HEARTBEAT = Duration.ofSeconds(30);
    private static final int RARE_MISSED = 3;

    /** A heartbeat extends a lease in its second half: the second one does, or where that is missed the third. */
    private static final Duration RARE_SHORTEST = Duration.ofSeconds(100);

    /** Suits stages whose hop takes between milliseconds and minutes. */
    public static final LeaseSpec DEFAULT = new LeaseSpec(
            Duration.ofSeconds(20),
            Duration.ofMinutes(15),
            8,
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            6,
            3,
            SLOWEST_RATE);

    public LeaseSpec {
        require(
                shortest.isPositive() && shortest.compareTo(longest) <= 0,
                "leases.shortest is %s; it must be positive and at most leases.longest %s",
                shortest,
                longest);
        require(patience >= 1, "leases.patience is %s; it must be at least 1", patience);
        require(!margin.isNegative(), "leases.margin is %s; it must not be negative", margin);
        require(heartbeat.isPositive(), "leases.heartbeat is %s; it must be positive", heartbeat);
        require(missedHeartbeats > 0, "leases.missedHeartbeats is %d; it must be positive", missedHeartbeats);
        require(lapses > 0, "leases.lapses is %d; it must be positive", lapses);
        require(slowestRate > 0, "leases.slowestRate is %d bytes/s; it must be positive", slowestRate);
    }

    /**
     * The same where heartbeats are paid for: they are rare, and a lease outlives one that is missed. Who falls silent
     * is missed later for it.
     */
    public LeaseSpec withRareHeartbeats() {
        return new LeaseSpec(
                RARE_SHORTEST.compareTo(longest) < 0 ? RARE_SHORTEST : longest,
                longest,
                patience,
                margin,
                RARE_HEARTBEAT,
                RARE_MISSED,
                lapses,
                slowestRate);
    }

    /** The same for lines that are slower or faster. */
    public LeaseSpec withSlowestRate(long rate) {
        return new LeaseSpec(shortest, longest, patience, margin, heartbeat, missedHeartbeats, lapses, rate);
    }

    /**
     * When a miner gives a hop up. As long as the miner is heard of, the orchestrator extends the lease of what it
     * holds, up to the longest, and the URLs of the hop last as long; the miner is told the first end alone. Of a lease
     * that was longer than the shortest from the beginning this is later than its URLs, and the store refuses.
     *
     * @param until the end that the lease had when the hop was handed out
     */
    public Instant lastUse(Instant until) {
        return until.minus(shortest).plus(longest);
    }

    /** How long a miner may be silent and still be given work. */
    public Duration silence() {
        return heartbeat.multipliedBy(missedHeartbeats);
    }

    /** How long so many bytes take on the slowest line that the run admits. */
    public Duration transfer(long bytes) {
        return Duration.ofMillis(Math.ceilDiv(Math.multiplyExact(bytes, MILLIS), slowestRate));
    }
}
