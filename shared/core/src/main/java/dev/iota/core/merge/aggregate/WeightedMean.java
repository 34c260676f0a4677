package dev.iota.core.merge.aggregate;

import java.util.Arrays;

/** Σ w x / Σ w: every upload counts by its microbatches. */
public record WeightedMean() implements Aggregation {
    static final String NAME = "mean";

    /** Elements whose running sums stay in the first cache while the inputs stream by. */
    private static final int TILE = 2048;

    /** Inputs that are added in one pass over the running sums: fewer reads and writes of them. */
    private static final int TOGETHER = 4;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void aggregate(float[][] inputs, int[] weights, int length, float[] out) {
        double total = Aggregation.totalWeight(inputs, weights);
        var sums = new double[TILE];
        for (var from = 0; from < length; from += TILE) {
            var count = Math.min(TILE, length - from);
            Arrays.fill(sums, 0, count, 0);
            var m = 0;
            for (; m + TOGETHER <= inputs.length; m += TOGETHER) {
                addFour(inputs, weights, m, from, count, sums);
            }
            for (; m < inputs.length; m++) {
                add(inputs[m], weights[m], from, count, sums);
            }
            divide(sums, total, from, count, out);
        }
    }

    @Override
    public int tolerates(int[] weights) {
        return 0;
    }

    private static void add(float[] x, double weight, int from, int count, double[] sums) {
        for (var i = 0; i < count; i++) {
            sums[i] += weight * x[from + i];
        }
    }

    /** Four times {@link #add}, in the same order. */
    private static void addFour(float[][] inputs, int[] weights, int m, int from, int count, double[] sums) {
        var a = inputs[m];
        var b = inputs[m + 1];
        var c = inputs[m + 2];
        var d = inputs[m + 3];
        double weightA = weights[m];
        double weightB = weights[m + 1];
        double weightC = weights[m + 2];
        double weightD = weights[m + 3];
        for (var i = 0; i < count; i++) {
            var sum = sums[i];
            sum += weightA * a[from + i];
            sum += weightB * b[from + i];
            sum += weightC * c[from + i];
            sum += weightD * d[from + i];
            sums[i] = sum;
        }
    }

    private static void divide(double[] sums, double total, int from, int count, float[] out) {
        for (var i = 0; i < count; i++) {
            out[from + i] = (float) (sums[i] / total);
        }
    }
}
