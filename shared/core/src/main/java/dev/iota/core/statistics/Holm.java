package dev.iota.core.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down procedure (S. Holm, 1979): the smallest chance is held against rate/m, the next against
 * rate/(m − 1), until one is not below. Where nothing is the matter, the chance that any is found is at most the rate,
 * whatever one has to do with another.
 */
public final class Holm {
    private final double[] limits;
    private final boolean[] found;

    /** @param chances one a test; of equal ones the first comes first */
    public Holm(double[] chances, double rate) {
        limits = new double[chances.length];
        found = new boolean[chances.length];
        var order = IntStream.range(0, chances.length)
                .boxed()
                .sorted(Comparator.comparingDouble(test -> chances[test]))
                .toList();
        var below = true;
        for (var place = 0; place < chances.length; place++) {
            var test = order.get(place);
            limits[test] = rate / (chances.length - place);
            below = below && chances[test] <= limits[test];
            found[test] = below;
        }
    }

    /** What the chance of a test was held against. */
    public double limit(int test) {
        return limits[test];
    }

    public boolean isFound(int test) {
        return found[test];
    }
}
