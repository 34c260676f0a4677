package dev.iota.research.convergence;

import java.util.Arrays;

/** Values of trials that differ in their seed alone. */
final class Seeds {
    private Seeds() {}

    /** NaN without a value. */
    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Standard deviation of one value, estimated with n − 1; 0 for one. */
    static double deviation(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        var mean = mean(values);
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
    }
}
