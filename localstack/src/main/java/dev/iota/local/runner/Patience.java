package dev.iota.local.runner;

import java.time.Duration;
import java.time.Instant;

/**
 * Waits as long as something changes, and for a while after the last change: how long work takes follows from its size.
 */
final class Patience {
    private final Duration limit;
    private Object seen;
    private Instant since;

    /** @param state that is there at the beginning */
    Patience(Duration limit, Object state, Instant now) {
        this.limit = limit;
        this.seen = state;
        this.since = now;
    }

    /** Whether nothing has changed for longer than the limit. */
    boolean isOver(Object state, Instant now) {
        if (!state.equals(seen)) {
            seen = state;
            since = now;
        }
        return now.isAfter(since.plus(limit));
    }
}
