package dev.iota.core.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What is in the middle. */
public final class Medians {
    private Medians() {}

    /** The middle one; of an even number the mean of the two in the middle. */
    public static double of(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        var upper = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[upper] : (sorted[upper - 1] + sorted[upper]) / 2;
    }

    /**
     * Each value stands in the middle of its weight; what lies at half of all weight is interpolated between the two
     * beside it. Equal weights give the median above. A value without weight does not count.
     */
    public static double weighted(double[] values, double[] weights) {
        var order = IntStream.range(0, values.length)
                .filter(i -> weights[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .toList();
        var half = Arrays.stream(weights).sum() / 2;
        var before = 0.0;
        var place = 0.0;
        var value = values[order.getFirst()];
        for (var i : order) {
            var next = before + weights[i] / 2;
            if (next >= half) {
                return place == 0 ? values[i] : value + (values[i] - value) * (half - place) / (next - place);
            }
            before += weights[i];
            place = next;
            value = values[i];
        }
        return value;
    }
}
