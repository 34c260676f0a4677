package dev.iota.core.routing;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which stage a joining miner gets: an empty one at once, else the one with the fewest active miners; of equals the one
 * that it had before, or the lowest.
 */
public final class StageAssignment {
    private static final int MANY = 32;

    private StageAssignment() {}

    /** A stage and why. */
    public record Assignment(int stage, String reason) {}

    /**
     * @param active active miners of each stage, without the one that joins
     * @param bound the stage that the miner has in this epoch, if it has one: what it did is settled there
     * @param before the stage that it had before, if it had one
     */
    public static Assignment assign(List<Integer> active, Optional<Integer> bound, Optional<Integer> before) {
        var kept = bound.filter(stage -> isOf(active, stage));
        if (kept.isPresent()) {
            return new Assignment(kept.get(), "stage %d again, which it has in this epoch".formatted(kept.get()));
        }
        var best = before.filter(stage -> isOf(active, stage)).orElse(0);
        for (var stage = 0; stage < active.size(); stage++) {
            if (active.get(stage) < active.get(best)) {
                best = stage;
            }
        }
        return new Assignment(
                best, "stage %d has the fewest active miners: %d of %s".formatted(best, active.get(best), active));
    }

    /** Whether every stage has so many miners that those who join need not come one after the other. */
    public static boolean isAlike(List<Integer> active) {
        return active.stream().allMatch(count -> count >= MANY);
    }

    /**
     * Of two stages that are drawn the one with fewer active miners. Thousands that join at the same time and know the
     * same counts are spread by it; what is left uneven is evened when an epoch begins ({@link StageBalance}).
     */
    public static Assignment draw(List<Integer> active, RandomGenerator random) {
        var first = random.nextInt(active.size());
        var other = random.nextInt(active.size());
        var best = active.get(other) < active.get(first) ? other : first;
        return new Assignment(best, "stage %d of %d and %d: %s have many miners".formatted(best, first, other, active));
    }

    private static boolean isOf(List<Integer> active, int stage) {
        return stage >= 0 && stage < active.size();
    }
}
