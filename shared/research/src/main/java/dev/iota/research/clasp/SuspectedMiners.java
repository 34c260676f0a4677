package dev.iota.research.clasp;

import dev.iota.core.clasp.Seat;
import java.util.Set;

/**
 * Who was suspected, and rightly, in a number of runs.
 *
 * @param bad miners that raised the loss
 * @param found of them
 * @param accused miners that did not, and were suspected
 * @param runsAccusing runs with such a miner
 */
public record SuspectedMiners(int bad, int found, int accused, int runsAccusing) {
    static final SuspectedMiners NONE = new SuspectedMiners(0, 0, 0, 0);

    static SuspectedMiners of(Set<Seat> bad, Set<Seat> suspected) {
        var found = (int) suspected.stream().filter(bad::contains).count();
        var accused = suspected.size() - found;
        return new SuspectedMiners(bad.size(), found, accused, accused > 0 ? 1 : 0);
    }

    SuspectedMiners plus(SuspectedMiners other) {
        return new SuspectedMiners(
                bad + other.bad, found + other.found, accused + other.accused, runsAccusing + other.runsAccusing);
    }

    /** Share of the bad miners that were found; not a number if there is none. */
    double recall() {
        return (double) found / bad;
    }

    /** Share of the suspected miners that are bad; not a number if none is suspected. */
    double precision() {
        return (double) found / (found + accused);
    }
}
