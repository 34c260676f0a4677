package dev.iota.core.magnitude;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.statistics.Medians;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Hops of a stage less the stage's exponential mean, which moves half of the way to the median of each so many hops.
 * They are taken in the order of the miners' local steps: a miner that makes few steps is compared with the first steps
 * of others, not with weights that moved on.
 *
 * @param level after the last hop
 * @param deviations of the hops of each miner
 */
record Trend(double level, Map<Hotkey, List<Double>> deviations) {
    private static final int BLOCK = 32;
    private static final double WEIGHT = 0.5;

    /** @param step local, of the miner */
    record Sample(Hotkey miner, int step, double value) {}

    /**
     * @param before the level, if there were hops before
     * @param samples at least one
     */
    static Trend of(OptionalDouble before, List<Sample> samples) {
        var sorted =
                samples.stream().sorted(Comparator.comparingInt(Sample::step)).toList();
        var deviations = new TreeMap<Hotkey, List<Double>>();
        var level = before;
        var next = 0;
        while (next < sorted.size()) {
            // What is left over at the end is too little for a median of its own.
            var end = sorted.size() - next < 2 * BLOCK ? sorted.size() : next + BLOCK;
            var block = sorted.subList(next, end);
            level = OptionalDouble.of(moved(level, block));
            for (var sample : block) {
                deviations
                        .computeIfAbsent(sample.miner(), _ -> new ArrayList<>())
                        .add(sample.value() - level.getAsDouble());
            }
            next = end;
        }
        return new Trend(level.orElseThrow(), deviations);
    }

    private static double moved(OptionalDouble level, List<Sample> block) {
        var median = Medians.of(block.stream().mapToDouble(Sample::value).toArray());
        return level.isEmpty() ? median : level.getAsDouble() + WEIGHT * (median - level.getAsDouble());
    }
}
