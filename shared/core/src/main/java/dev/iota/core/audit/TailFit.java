package dev.iota.core.audit;

import java.util.Arrays;

/**
 * Quantiles beyond what was sampled: the largest values follow a generalised Pareto distribution above a high
 * threshold, fitted by probability-weighted moments (Hosking and Wallis, 1987). A bound of the tail is not believed in,
 * however clearly the samples show one, nor a tail so heavy that it has no variance.
 */
final class TailFit {
    /** Of the samples, this part is the tail. */
    private static final double TAIL = 0.1;

    private static final int FEWEST = 10;
    private static final double HEAVIEST = 0.5;
    private static final double LIGHT = 1e-6;
    private static final double PLOTTING = 0.35;

    private TailFit() {}

    /**
     * The value that a sample is below with probability {@code part}; never less than the largest that was seen.
     *
     * @param samples in any order, at least one, none negative
     */
    static double quantile(double[] samples, double part) {
        var sorted = samples.clone();
        Arrays.sort(sorted);
        var largest = sorted[sorted.length - 1];
        var count = Math.min(sorted.length - 1, Math.max(FEWEST, (int) (TAIL * sorted.length)));
        if (count < 2) {
            return largest;
        }
        var threshold = sorted[sorted.length - 1 - count];
        var mean = 0d;
        var weighted = 0d;
        for (var i = 1; i <= count; i++) {
            var excess = sorted[sorted.length - 1 - count + i] - threshold;
            mean += excess / count;
            weighted += (1 - (i - PLOTTING) / count) * excess / count;
        }
        if (mean == 0) {
            return largest;
        }
        var shape = Math.clamp(2 - mean / (mean - 2 * weighted), 0, HEAVIEST);
        var scale = mean * (1 - shape);
        var beyond = (1 - part) * sorted.length / count;
        var excess = shape < LIGHT ? -scale * Math.log(beyond) : scale / shape * (Math.pow(beyond, -shape) - 1);
        return Math.max(largest, threshold + excess);
    }
}
