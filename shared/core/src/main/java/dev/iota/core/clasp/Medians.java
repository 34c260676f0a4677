package dev.iota.core.clasp;

import java.util.Arrays;

/** The middle of numbers, of an even number of them the mean of the two in the middle. */
final class Medians {
    private Medians() {}

    static double of(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        var upper = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[upper] : (sorted[upper - 1] + sorted[upper]) / 2;
    }
}
