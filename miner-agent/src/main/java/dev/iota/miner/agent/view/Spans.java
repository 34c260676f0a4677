package dev.iota.miner.agent.view;

import java.time.Duration;

/** Stretches of time for people. */
final class Spans {
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    private Spans() {}

    /** Such as {@code 12 s}, {@code 3 min 5 s} or {@code 2 h 10 min}. */
    static String text(Duration span) {
        var seconds = Math.max(0, span.toSeconds());
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        return seconds < HOUR
                ? "%d min %d s".formatted(seconds / MINUTE, seconds % MINUTE)
                : "%d h %d min".formatted(seconds / HOUR, seconds % HOUR / MINUTE);
    }
}
