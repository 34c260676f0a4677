package dev.iota.core.audit;

import dev.iota.core.wire.Measure;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The bars of one run: how far each comparison may be off. */
public final class BarSet {
    private final Map<Compared, Map<Metric, Double>> bars = new EnumMap<>(Compared.class);

    /** @param given of which the highest of a kind holds */
    BarSet(Iterable<AuditBar> given) {
        for (var bar : given) {
            bars.computeIfAbsent(bar.compared(), _ -> new EnumMap<>(Metric.class))
                    .merge(bar.metric(), bar.bar(), Math::max);
        }
    }

    /** A value beside its bar, where this set has one for it. */
    public Optional<Measure> measure(Compared compared, Metric metric, double value) {
        return Optional.ofNullable(bars.getOrDefault(compared, Map.of()).get(metric))
                .map(bar -> new Measure(AuditBar.name(compared, metric), value, bar));
    }

    boolean isEmpty() {
        return bars.isEmpty();
    }
}
