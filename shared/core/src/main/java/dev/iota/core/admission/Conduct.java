package dev.iota.core.admission;

import dev.iota.core.base.Decision;
import dev.iota.core.run.ConductSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is on record about how a miner treats the work that it is given. Faults only grow and are counted by whoever
 * sees them; what was made good is written by its heartbeat. The difference is what is open.
 *
 * @param faults loads wasted, see {@link ConductSpec}
 * @param forgiven of these, what was made good by work
 * @param worked hops accepted when that was counted last
 * @param evictions since the miner last had nothing open
 * @param evictedUntil there while it has no place; it gets one by registering after this time
 * @param reason the newest fault, or who evicted it and why
 */
public record Conduct(
        double faults, double forgiven, long worked, int evictions, Optional<Instant> evictedUntil, String reason) {
    /** Of a miner that nobody has seen yet. */
    public static final Conduct CLEAN = new Conduct(0, 0, 0, 0, Optional.empty(), "");

    /** Doublings above this are longer than any longest eviction. */
    private static final int MOST_DOUBLINGS = 30;

    /** Half of what costs the place: on probation. */
    private static final double PROBATION = 0.5;

    /** Loads wasted and not made good. */
    public double open() {
        return Math.max(0, faults - forgiven);
    }

    public boolean isEvicted() {
        return evictedUntil.isPresent();
    }

    /** The fault of one hop of a miner with so many slots, in loads. */
    public static double ofHop(int slots) {
        return 1.0 / Math.max(1, slots);
    }

    /**
     * How many of the slots that a miner announces it is given: in proportion to what is open, at least one until it
     * loses its place.
     */
    public int slots(int announced, ConductSpec spec) {
        var left = 1 - open() / spec.loads();
        return left <= 0 || isEvicted() ? 0 : (int) Math.ceil(announced * left);
    }

    /**
     * After hops of the miner were accepted.
     *
     * @param accepted so far
     * @param slots that it has
     */
    public Conduct after(long accepted, int slots, ConductSpec spec) {
        var good = Math.max(0, accepted - worked) * spec.credit() * ofHop(slots);
        var made = Math.min(faults, forgiven + good);
        return new Conduct(faults, made, accepted, made < faults ? evictions : 0, evictedUntil, reason);
    }

    /** Takes the place of a miner that wasted too much. */
    public Decision<Conduct> judge(ConductSpec spec, Instant now) {
        if (isEvicted()) {
            return Decision.unchanged(this, "evicted already");
        }
        if (open() < spec.loads()) {
            return Decision.unchanged(this, "%.2f of %.2f loads are open", open(), spec.loads());
        }
        var wanted = spec.eviction().multipliedBy(1L << Math.min(evictions, MOST_DOUBLINGS));
        var time = wanted.compareTo(spec.longestEviction()) < 0 ? wanted : spec.longestEviction();
        var why = "%.1f loads of work wasted, most recently: %s".formatted(open(), reason);
        return Decision.changed(evicted(now, time, why), why);
    }

    /** Without a place for so long. */
    public Conduct evicted(Instant now, Duration time, String why) {
        return new Conduct(faults, forgiven, worked, evictions + 1, Optional.of(now.plus(time)), why);
    }

    /** How long it is until the miner may register; empty if it may now. */
    public Optional<Duration> left(Instant now) {
        return evictedUntil.filter(now::isBefore).map(until -> Duration.between(now, until));
    }

    /** Let in again, half way to the next eviction: with half the slots, all of which work wins back. */
    public Conduct readmitted(ConductSpec spec) {
        return isEvicted()
                ? new Conduct(
                        spec.loads() * PROBATION, 0, worked, evictions, Optional.empty(), "on probation: " + reason)
                : this;
    }
}
