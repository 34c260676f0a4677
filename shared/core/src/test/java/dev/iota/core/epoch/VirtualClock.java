package dev.iota.core.epoch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.TreeMap;

/** Time that passes only from one event to the next. */
final class VirtualClock {
    private final TreeMap<Instant, Queue<Runnable>> events = new TreeMap<>();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    Instant now() {
        return now;
    }

    void after(Duration delay, Runnable event) {
        at(now.plus(delay), event);
    }

    void at(Instant time, Runnable event) {
        events.computeIfAbsent(time, t -> new ArrayDeque<>()).add(event);
    }

    /** Lets everything happen that is to happen; in order of time, and of asking. */
    void run() {
        while (!events.isEmpty()) {
            var next = events.firstEntry();
            now = next.getKey();
            next.getValue().remove().run();
            if (next.getValue().isEmpty()) {
                events.remove(now, next.getValue());
            }
        }
    }
}
