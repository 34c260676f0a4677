package dev.iota.core.routing;

import java.util.List;
import java.util.Optional;

/**
 * Which stage a joining miner gets: an empty one at once, else the one with the fewest active miners; the lowest of
 * equals.
 */
public final class StageAssignment {
    private StageAssignment() {}

    /** A stage and why. */
    public record Assignment(int stage, String reason) {}

    /**
     * @param active active miners of each stage, without the one that joins
     * @param before the stage that the miner's snapshot is of, if it has one
     */
    public static Assignment assign(List<Integer> active, Optional<Integer> before) {
        if (before.isPresent() && before.get() >= 0 && before.get() < active.size()) {
            return new Assignment(before.get(), "stage %d again, of which it has a snapshot".formatted(before.get()));
        }
        var best = 0;
        for (var stage = 1; stage < active.size(); stage++) {
            if (active.get(stage) < active.get(best)) {
                best = stage;
            }
        }
        return new Assignment(
                best, "stage %d has the fewest active miners: %d of %s".formatted(best, active.get(best), active));
    }
}
