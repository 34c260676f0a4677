package dev.iota.core.merge.aggregate;

import static dev.iota.core.base.Require.require;

import java.util.Arrays;

/**
 * The coordinate-wise trimmed mean (Yin et al. 2018): of the N values, sorted by {@link Float#compare} and then hotkey,
 * ⌊βN⌋ are dropped at each end, whatever they weigh; the weighted mean of the others, in hotkey order, is the result.
 *
 * @param percent β in percent, below 50
 */
public record TrimmedMean(int percent) implements Aggregation {
    static final String PREFIX = "trimmed-mean:";
    private static final int HALF = 50;
    private static final int WHOLE = 100;
    private static final int SIGN = 31;

    public TrimmedMean {
        require(percent >= 0 && percent < HALF, "a trimmed mean of %d percent; wanted 0 to 49", percent);
    }

    @Override
    public String name() {
        return PREFIX + percent;
    }

    /** ⌊βN⌋: values that are dropped at each end. */
    public int dropped(int uploads) {
        return (int) ((long) percent * uploads / WHOLE);
    }

    @Override
    public void aggregate(float[][] inputs, int[] weights, int length, float[] out) {
        Aggregation.totalWeight(inputs, weights);
        var lowest = dropped(inputs.length);
        var kept = new Ranked(lowest, inputs.length - 1 - lowest);
        var ones = new int[inputs.length];
        Arrays.fill(ones, 1);
        var ranks = new Ranks(inputs.length);
        var sums = new double[Ranks.TILE];
        var totals = new int[Ranks.TILE];
        for (var from = 0; from < length; from += Ranks.TILE) {
            var count = Math.min(Ranks.TILE, length - from);
            var before = ranks.before(inputs, ones, from, count);
            Arrays.fill(sums, 0, count, 0);
            Arrays.fill(totals, 0, count, 0);
            for (var m = 0; m < inputs.length; m++) {
                addKept(inputs[m], weights[m], before[m], kept, from, count, sums, totals);
            }
            for (var i = 0; i < count; i++) {
                out[from + i] = (float) (sums[i] / totals[i]);
            }
        }
    }

    /** ⌊βN⌋, but with one or two uploads none: there is nothing to tell them by. */
    @Override
    public int tolerates(int[] weights) {
        return dropped(weights.length);
    }

    /** The ranks that are kept, from and to. */
    private record Ranked(int lowest, int highest) {}

    private static void addKept(
            float[] x, int weight, int[] rank, Ranked bounds, int from, int count, double[] sums, int[] totals) {
        // In locals, so that the loop is one of arrays and constants.
        var lowest = bounds.lowest();
        var highest = bounds.highest();
        for (var i = 0; i < count; i++) {
            // Zero where the value is dropped: adding 0 · x leaves the sum as it is, to the bit.
            var kept = ~((rank[i] - lowest | highest - rank[i]) >> SIGN) & weight;
            sums[i] += (double) kept * x[from + i];
            totals[i] += kept;
        }
    }
}
