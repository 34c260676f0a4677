package dev.iota.local.runner.process;

import java.time.Duration;
import java.time.Instant;

/**
 * How patient a supervisor still is with one process: a process that ended is started again, later each time it did not
 * live long, and after some quick deaths in a row not at all.
 *
 * @param quickDeaths in a row so far
 */
record Restarts(int quickDeaths) {
    /** Whoever lived at least so long came up well, and its death says nothing about the next life. */
    static final Duration LIVED = Duration.ofSeconds(20);

    /** Quick deaths in a row after which it is hopeless. */
    static final int PATIENCE = 5;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    /** What to do after a death. */
    sealed interface Verdict {
        /** Start it again at {@code at}. */
        record Again(Instant at, Restarts next) implements Verdict {}

        /** It died quickly {@value #PATIENCE} times in a row. */
        record Hopeless() implements Verdict {}
    }

    static Restarts none() {
        return new Restarts(0);
    }

    /** @param lived from its last start to its death */
    Verdict died(Duration lived, Instant now) {
        var quick = lived.compareTo(LIVED) < 0 ? quickDeaths + 1 : 0;
        if (quick >= PATIENCE) {
            return new Verdict.Hopeless();
        }
        var pause = SHORTEST_PAUSE.multipliedBy(1L << quick);
        return new Verdict.Again(
                now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE), new Restarts(quick));
    }
}
