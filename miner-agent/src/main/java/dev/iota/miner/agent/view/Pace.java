package dev.iota.miner.agent.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How fast the device of a miner is, and how long it stands idle between two hops, smoothed. The forward of a
 * microbatch counts as a third of the work, its backward as two. Safe for several threads.
 */
final class Pace {
    /** What is left of all earlier hops with each new one. */
    private static final double KEPT = 0.9;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int WHOLE = 3;

    private double thirds;
    private double nanos;
    private double idle;
    private Optional<Instant> last = Optional.empty();

    /** @param now when the hop ended */
    synchronized void hop(int done, long took, Instant now) {
        thirds = KEPT * thirds + done;
        nanos = KEPT * nanos + took;
        last.ifPresent(before -> {
            var gap = Math.max(0, Duration.between(before, now).toNanos() - took);
            idle = KEPT * idle + (1 - KEPT) * gap;
        });
        last = Optional.of(now);
    }

    /** Microbatches, forward and backward, for a second of the device; 0 before there is a hop. */
    synchronized double microbatchesPerSecond() {
        return nanos == 0 ? 0 : thirds / WHOLE / (nanos / NANOS_PER_SECOND);
    }

    /** When the next hop should come, to judge by those before. */
    synchronized Optional<Instant> next() {
        return last.map(at -> at.plusNanos((long) idle));
    }
}
