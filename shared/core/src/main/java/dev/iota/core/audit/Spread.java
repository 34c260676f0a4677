package dev.iota.core.audit;

import dev.iota.core.wire.Precision;
import java.util.Arrays;

/**
 * How far honest re-executions under one condition were off from those of the machine that calibrated.
 *
 * @param condition threads, instruction set, precision or graph that was another
 */
public record Spread(
        String condition,
        Compared compared,
        Metric metric,
        Precision compute,
        Precision wire,
        int steps,
        Quantiles seen) {

    /** Of the values seen. */
    public record Quantiles(long samples, double median, double p90, double p99, double p999, double largest) {
        /** @param values in any order, at least one */
        public static Quantiles of(double[] values) {
            var sorted = values.clone();
            Arrays.sort(sorted);
            return new Quantiles(
                    sorted.length,
                    at(sorted, 0.5),
                    at(sorted, 0.9),
                    at(sorted, 0.99),
                    at(sorted, 0.999),
                    sorted[sorted.length - 1]);
        }

        private static double at(double[] sorted, double part) {
            return sorted[(int) Math.round(part * (sorted.length - 1))];
        }
    }
}
