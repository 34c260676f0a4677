package dev.iota.miner.agent.step;

/**
 * The first steps of a miner that joins without moments are short: AdamW's first ones are as long as the rate says,
 * whatever the gradient.
 */
public final class Warmup {
    /** Steps until the rate is whole. */
    public static final int OVER = 20;

    private Warmup() {}

    /**
     * What the rate of a step is multiplied by.
     *
     * @param before steps since the miner joined; {@link #OVER} and more for one that did not
     */
    public static double factor(int before) {
        return Math.min(1, (before + 1.0) / OVER);
    }
}
