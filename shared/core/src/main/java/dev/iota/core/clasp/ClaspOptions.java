package dev.iota.core.clasp;

import dev.iota.core.base.InvalidSpecException;

/**
 * When there is a look, and what a look takes for more than chance.
 *
 * @param falseAccusations chance that, however long the run, any honest miner is ever suspected, α
 * @param minimumObservations pathways from which on a miner is judged
 * @param firstLook pathways at which all miners are looked at for the first time
 * @param spacing factor of the number of pathways from one look to the next
 * @param clip deviations from the median loss of an epoch count up to so many standard deviations
 */
public record ClaspOptions(
        double falseAccusations, int minimumObservations, int firstLook, double spacing, double clip) {

    /** 1 %; 10 pathways; looks at 100 pathways, then three in each tenfold (100, 215, 464, 1 000 …); 10 deviations. */
    public static final ClaspOptions DEFAULT = new ClaspOptions(0.01, 10, 100, Math.cbrt(10), 10);

    /** Fewer make a variance of almost nothing. */
    private static final int FEWEST_OBSERVATIONS = 5;

    private static final double LEAST_SPACING = 1.1;
    private static final double LEAST_CLIP = 3;

    public ClaspOptions {
        require(
                falseAccusations > 0 && falseAccusations < 1,
                "falseAccusations is %s; it must be between 0 and 1",
                falseAccusations);
        require(
                minimumObservations >= FEWEST_OBSERVATIONS,
                "minimumObservations is %d; wanted %d or more",
                minimumObservations,
                FEWEST_OBSERVATIONS);
        require(firstLook >= 1, "firstLook is %d; wanted 1 or more", firstLook);
        require(
                spacing >= LEAST_SPACING && Double.isFinite(spacing),
                "spacing is %s; wanted %s or more: every look costs a part of the rate",
                spacing,
                LEAST_SPACING);
        require(clip >= LEAST_CLIP, "clip is %s; wanted %s or more", clip, LEAST_CLIP);
    }

    /**
     * What look k = 1, 2, … may spend: α · 6/(π² k²). All of them together spend α, however many they are, and
     * whatever one look has to do with another (the union bound).
     */
    double share(int look) {
        return falseAccusations * 6 / (Math.PI * Math.PI * look * look);
    }

    /** The first number of pathways above so many at which there is a look. */
    long lookAfter(long observations) {
        var at = (double) firstLook;
        while (Math.round(at) <= observations) {
            at *= spacing;
        }
        return Math.round(at);
    }

    private static void require(boolean condition, String message, Object... values) {
        InvalidSpecException.require(condition, "clasp." + message, values);
    }
}
