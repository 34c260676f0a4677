package dev.iota.local.runner.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A stretch of time in which one of two contestants had the machine.
 *
 * @param from its beginning, after the first moments
 * @param to its end
 */
record Window(Instant from, Instant to) {
    private static final double NANOS = 1e9;

    /** Tokens that were worked through between two moments. */
    record Stretch(Instant from, Instant to, long tokens) {
        double tokensPerSecond() {
            return tokens / seconds(from, to);
        }
    }

    /** Tokens a second by the median of the stretches that lie in the window; none if none does. */
    OptionalDouble tokensPerSecond(List<Stretch> stretches) {
        return median(stretches.stream()
                .filter(stretch ->
                        !stretch.from().isBefore(from) && !stretch.to().isAfter(to))
                .map(Stretch::tokensPerSecond)
                .toList());
    }

    /**
     * Stretches between moments that are {@code step} apart in the list. A swarm completes microbatches in bursts, one
     * for each step: from a completion to the one with the same place in the next burst, exactly a step's work was
     * done.
     *
     * @param completions sorted
     * @param step completions of one step
     * @param tokens of one completion
     */
    static List<Stretch> stepsOf(List<Instant> completions, int step, long tokens) {
        var stretches = new ArrayList<Stretch>();
        for (var i = 0; i + step < completions.size(); i++) {
            stretches.add(new Stretch(completions.get(i), completions.get(i + step), step * tokens));
        }
        return stretches;
    }

    boolean contains(Instant moment) {
        return !moment.isBefore(from) && !moment.isAfter(to);
    }

    double seconds() {
        return seconds(from, to);
    }

    /** The middle value, or the mean of the two in the middle. */
    static OptionalDouble median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        var half = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / NANOS;
    }
}
