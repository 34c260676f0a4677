package dev.iota.core.merge.aggregate;

import java.util.Arrays;

/**
 * The coordinate-wise lower weighted median: of the values sorted by {@link Float#compare} and then hotkey, the first
 * at which half of the weight, or more, is reached.
 */
public record WeightedMedian() implements Aggregation {
    static final String NAME = "median";
    private static final int SIGN = 31;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void aggregate(float[][] inputs, int[] weights, int length, float[] out) {
        var total = Aggregation.totalWeight(inputs, weights);
        var ranks = new Ranks(inputs.length);
        var bits = new int[Ranks.TILE];
        for (var from = 0; from < length; from += Ranks.TILE) {
            var count = Math.min(Ranks.TILE, length - from);
            var before = ranks.before(inputs, weights, from, count);
            Arrays.fill(bits, 0, count, 0);
            for (var m = 0; m < inputs.length; m++) {
                pick(inputs[m], weights[m], before[m], total, from, count, bits);
            }
            for (var i = 0; i < count; i++) {
                out[from + i] = Float.intBitsToFloat(bits[i]);
            }
        }
    }

    /** The largest number of uploads that never weigh half together. */
    @Override
    public int tolerates(int[] weights) {
        var descending =
                Arrays.stream(weights).map(w -> -w).sorted().map(w -> -w).toArray();
        var total = Arrays.stream(weights).asLongStream().sum();
        var count = 0;
        for (long heaviest = descending[0]; 2 * heaviest < total; heaviest += descending[count]) {
            count++;
        }
        return count;
    }

    /**
     * Exactly one input of each element is the median: with less than half before it, and half or more when it is
     * counted in.
     */
    private static void pick(float[] x, int weight, int[] before, int total, int from, int count, int[] bits) {
        for (var i = 0; i < count; i++) {
            var lessThanHalf = 2 * before[i] - total;
            var halfWithIt = total - 2 * (before[i] + weight) - 1;
            bits[i] |= (lessThanHalf & halfWithIt) >> SIGN & Float.floatToRawIntBits(x[from + i]);
        }
    }
}
