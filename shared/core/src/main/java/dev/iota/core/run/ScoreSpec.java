package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

import java.time.Duration;

/**
 * What the work of miners is worth. Everything here is whole numbers, so that anybody who computes shares from the same
 * work gets the same bytes.
 *
 * @param window γ: the score of an epoch counts in full for so long after the epoch was published, and then no more
 * @param penalty a confirmed failed audit takes the whole score of its epoch, and divides the scores of the miner's
 *     later epochs by this, once for every failure of the window
 * @param capMillionths most that one miner gets of what miners get; what is above goes to the others
 * @param burnMillionths of everything that are burned to the run's owner
 */
public record ScoreSpec(Duration window, int penalty, long capMillionths, long burnMillionths) {
    /** The whole, in millionths. */
    public static final long MILLION = 1_000_000;

    /** A longer one would make every ledger name thousands of others. */
    private static final Duration LONGEST = Duration.ofDays(30);

    /** γ, penalty and burn are those of the reference; there is no cap, since a small run has three miners. */
    public static final ScoreSpec DEFAULT = new ScoreSpec(Duration.ofHours(10), 3, MILLION, 800_000);

    public ScoreSpec {
        require(
                window.isPositive() && window.compareTo(LONGEST) <= 0,
                "scores.window is %s; it must be positive and at most %s",
                window,
                LONGEST);
        require(penalty >= 1, "scores.penalty is %d; it must be at least 1", penalty);
        require(
                capMillionths > 0 && capMillionths <= MILLION,
                "scores.capMillionths is %d; wanted 1 to %d",
                capMillionths,
                MILLION);
        require(
                burnMillionths >= 0 && burnMillionths <= MILLION,
                "scores.burnMillionths is %d; wanted 0 to %d",
                burnMillionths,
                MILLION);
    }
}
