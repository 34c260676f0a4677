package dev.iota.orchestrator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Final losses of some seeds. */
final class Losses {
    private final List<Double> values = new ArrayList<>();

    void add(double loss) {
        values.add(loss);
    }

    double mean() {
        return values.stream().mapToDouble(value -> value).average().orElseThrow();
    }

    /** Of the sample. */
    double deviation() {
        var mean = mean();
        var squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (values.size() - 1));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f ± %.4f", mean(), deviation());
    }
}
