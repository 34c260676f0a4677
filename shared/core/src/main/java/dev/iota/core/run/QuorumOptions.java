package dev.iota.core.run;

import java.time.Duration;

/**
 * When a phase goes on without those who are missing.
 *
 * @param trainingPercent of the active miners that must qualify
 * @param minimumBackwards accepted backward passes with which a miner qualifies, B_min
 * @param decayPercent by which {@code trainingPercent} falls at each {@code decayEvery} after the epoch's target time
 * @param decayEvery one step of the decay
 * @param collectingPercent of the qualifying miners that must have uploaded
 * @param stragglers how long the others may still upload once those have: what they did counts, too
 * @param grace longest time of collecting
 */
public record QuorumOptions(
        int trainingPercent,
        int minimumBackwards,
        int decayPercent,
        Duration decayEvery,
        int collectingPercent,
        Duration stragglers,
        Duration grace) {
    /** 80 %, 10 backwards, 1 % every 6 s, 80 %, then 10 s for the rest, at most 2 min. */
    public static final QuorumOptions DEFAULT =
            new QuorumOptions(80, 10, 1, Duration.ofSeconds(6), 80, Duration.ofSeconds(10), Duration.ofMinutes(2));

    /** A whole, in percent. */
    public static final int WHOLE = 100;

    public QuorumOptions {
        requirePercent("trainingPercent", trainingPercent);
        requirePercent("collectingPercent", collectingPercent);
        if (minimumBackwards < 1) {
            throw new IllegalArgumentException("minimumBackwards is %d; wanted 1 or more".formatted(minimumBackwards));
        }
        if (decayPercent < 0 || !decayEvery.isPositive() || stragglers.isNegative() || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "decay %d %% every %s, stragglers %s, grace %s; wanted none negative and a positive interval"
                            .formatted(decayPercent, decayEvery, stragglers, grace));
        }
    }

    private static void requirePercent(String name, int percent) {
        if (percent < 1 || percent > WHOLE) {
            throw new IllegalArgumentException("%s is %d; wanted 1 to 100".formatted(name, percent));
        }
    }
}
