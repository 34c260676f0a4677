package dev.iota.research.clasp;

import dev.iota.core.clasp.SampledPathway;
import dev.iota.core.clasp.Seat;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rule of the IOTA primer (arXiv 2507.17766): the mean loss of the pathways through each miner, and suspected are
 * those whose mean is more than so many standard deviations of all means above the mean of all means. Only to be
 * compared with.
 */
final class ZScoreRule {
    /**
     * With three, three bad miners of 25 could not be found however bad they are: a tenth of equal outliers has a
     * z of √(0.88/0.12) = 2.7.
     */
    static final double THRESHOLD = 2;

    private final Map<Seat, Mean> means = new HashMap<>();

    private static final class Mean {
        private double sum;
        private long count;

        private double value() {
            return sum / count;
        }
    }

    void add(SampledPathway pathway) {
        for (var stage = 0; stage < pathway.miners().size(); stage++) {
            var mean = means.computeIfAbsent(new Seat(stage, pathway.miners().get(stage)), seat -> new Mean());
            mean.sum += pathway.loss();
            mean.count++;
        }
    }

    Set<Seat> suspected() {
        var values = means.values().stream().mapToDouble(Mean::value).toArray();
        var mean = 0.0;
        for (var value : values) {
            mean += value / values.length;
        }
        var squares = 0.0;
        for (var value : values) {
            squares += (value - mean) * (value - mean);
        }
        var limit = mean + THRESHOLD * Math.sqrt(squares / values.length);
        return means.entrySet().stream()
                .filter(entry -> entry.getValue().value() > limit)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
