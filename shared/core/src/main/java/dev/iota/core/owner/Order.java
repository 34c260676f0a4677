package dev.iota.core.owner;

import java.time.Instant;

/**
 * What the owner of a run ordered last; without an order the run trains.
 *
 * @param at when
 * @param epoch that the run was in
 */
public record Order(Kind kind, Instant at, int epoch) {
    /** What was ordered. */
    public enum Kind {
        /** No microbatch starts; everything else goes on. */
        PAUSE,
        /** The epoch that the run was in is the last one. */
        STOP
    }

    /** Whether it holds for a while. */
    public boolean isPause() {
        return kind == Kind.PAUSE;
    }

    /** Whether an epoch of the run is one after the last. */
    public boolean isOver(int current) {
        return kind == Kind.STOP && current > epoch;
    }
}
