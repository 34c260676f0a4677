package dev.iota.model.audit;

import dev.iota.core.audit.BarSet;
import dev.iota.core.audit.Compared;
import dev.iota.core.audit.Metric;
import dev.iota.core.wire.Measure;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Of every kind of comparison the one that is furthest above its bar, or nearest to it. */
public final class EpochFindings implements ComparisonSink {
    private final IntFunction<BarSet> bars;
    private final Map<Integer, BarSet> known = new HashMap<>();
    private final Map<String, Measure> worst = new TreeMap<>();
    private final Map<String, String> places = new HashMap<>();

    /** @param bars by the number of steps that were replayed before */
    public EpochFindings(IntFunction<BarSet> bars) {
        this.bars = bars;
    }

    @Override
    public void saw(Compared compared, int steps, String place, Deviation off) {
        var set = known.computeIfAbsent(steps, bars::apply);
        for (var metric : Metric.values()) {
            set.measure(compared, metric, off.value(metric)).ifPresent(measure -> {
                var before = worst.get(measure.name());
                if (before == null || excess(measure) > excess(before)) {
                    worst.put(measure.name(), measure);
                    places.put(measure.name(), place);
                }
            });
        }
    }

    private static double excess(Measure measure) {
        return measure.value() / measure.bar();
    }

    /** What they come to; what is furthest above its bar first. */
    public HopVerdict verdict() {
        return new HopVerdict(
                worst.values().stream()
                        .sorted(Comparator.comparingDouble(EpochFindings::excess)
                                .reversed())
                        .toList(),
                "epoch",
                places);
    }
}
