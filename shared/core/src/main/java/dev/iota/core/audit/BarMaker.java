package dev.iota.core.audit;

import dev.iota.core.wire.Precision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Makes bars from honest re-executions: the 99.99 % quantile by a fitted tail, never below what one rounding may do,
 * times a margin for machines that nobody measured.
 */
public final class BarMaker {
    /** Of honest comparisons, this part is below the bar before its margin. */
    public static final double QUANTILE = 0.9999;
    /** On a relative difference; its square on 1 − cosine, which goes with the square. */
    private static final double MARGIN = 3;
    /** Long sums of float32 in the order of a machine that nobody measured; every cheat is far above. */
    private static final double FLOAT32_FLOOR = 0x1p-14;

    /** Half a unit in the last place of bfloat16. */
    private static final double BFLOAT16_FLOOR = 0x1p-9;

    /** A loss is a mean over tokens, whose roundings even out. */
    private static final double MEAN = 0x1p-3;

    private final Precision compute;
    private final Precision wire;
    private final SequencedMap<String, Map<Compared, Map<Metric, List<Double>>>> seen = new LinkedHashMap<>();

    public BarMaker(Precision compute, Precision wire) {
        this.compute = compute;
        this.wire = wire;
    }

    /** Takes one comparison in. */
    public void saw(String condition, Compared compared, Metric metric, double value) {
        seen.computeIfAbsent(condition, _ -> new EnumMap<>(Compared.class))
                .computeIfAbsent(compared, _ -> new EnumMap<>(Metric.class))
                .computeIfAbsent(metric, _ -> new ArrayList<>())
                .add(value);
    }

    /** What was seen under each condition. */
    public List<Spread> spreads() {
        var spreads = new ArrayList<Spread>();
        seen.forEach((condition, all) ->
                all.forEach((compared, metrics) -> metrics.forEach((metric, values) -> spreads.add(new Spread(
                        condition, compared, metric, compute, wire, 0, Spread.Quantiles.of(array(values)))))));
        return spreads;
    }

    /**
     * The bars. The condition under which most is off decides, so that many that change nothing do not thin it out.
     *
     * @param metric one that verdicts judge by
     */
    public List<AuditBar> bars(Metric metric) {
        var bars = new ArrayList<AuditBar>();
        for (var compared : Compared.values()) {
            bar(compared, metric).ifPresent(bars::add);
        }
        return bars;
    }

    private Optional<AuditBar> bar(Compared compared, Metric metric) {
        var floor = metric.ofRelative(floor(compared));
        var margin = metric.ofRelative(MARGIN);
        var widest = Optional.<AuditBar.Origin>empty();
        for (var all : seen.values()) {
            var values = array(all.getOrDefault(compared, Map.of()).getOrDefault(metric, List.of()));
            if (values.length == 0) {
                continue;
            }
            var largest = Spread.Quantiles.of(values).largest();
            var quantile = TailFit.quantile(values, QUANTILE);
            if (widest.isEmpty() || quantile > widest.get().quantile()) {
                widest = Optional.of(new AuditBar.Origin(values.length, largest, quantile, floor, margin));
            }
        }
        return widest.map(from -> new AuditBar(
                compared, metric, compute, wire, 0, margin * Math.max(floor, from.quantile()), Optional.of(from)));
    }

    private double floor(Compared compared) {
        var stored = compared == Compared.OUTPUT || compared == Compared.INPUT_GRADIENT;
        var floor = compute == Precision.BFLOAT16 || (stored && wire == Precision.BFLOAT16)
                ? BFLOAT16_FLOOR
                : FLOAT32_FLOOR;
        return compared == Compared.LOSS ? MEAN * floor : floor;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
