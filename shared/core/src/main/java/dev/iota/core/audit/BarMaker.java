package dev.iota.core.audit;

import dev.iota.core.wire.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
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

    /** After sixteen steps in bfloat16 a GPU moved a tensor by 0.6 otherwise than a CPU (docs/validators.md). */
    private static final double BFLOAT16_CHANGE_FLOOR = 0.3;

    /** A loss is a mean over tokens, whose roundings even out. */
    private static final double MEAN = 0x1p-3;

    private final Precision compute;
    private final Precision wire;
    private final SequencedMap<Kind, SequencedMap<String, List<Double>>> seen = new LinkedHashMap<>();

    /** What has a bar of its own. */
    private record Kind(Compared compared, Metric metric, int steps) {}

    public BarMaker(Precision compute, Precision wire) {
        this.compute = compute;
        this.wire = wire;
    }

    /**
     * Takes one comparison in.
     *
     * @param steps that were replayed before; 0 for a hop at a published state
     */
    public void saw(String condition, Compared compared, Metric metric, int steps, double value) {
        seen.computeIfAbsent(new Kind(compared, metric, steps), _ -> new LinkedHashMap<>())
                .computeIfAbsent(condition, _ -> new ArrayList<>())
                .add(value);
    }

    /** What was seen under each condition. */
    public List<Spread> spreads() {
        var spreads = new ArrayList<Spread>();
        seen.forEach((kind, conditions) -> conditions.forEach((condition, values) -> spreads.add(new Spread(
                condition,
                kind.compared(),
                kind.metric(),
                compute,
                wire,
                kind.steps(),
                Spread.Quantiles.of(array(values))))));
        return spreads;
    }

    /**
     * The bars. The condition under which most is off decides, so that many that change nothing do not thin it out.
     *
     * @param metric one that verdicts judge by
     */
    public List<AuditBar> bars(Metric metric) {
        return seen.keySet().stream()
                .filter(kind -> kind.metric() == metric)
                .sorted(Comparator.comparingInt(Kind::steps).thenComparing(Kind::compared))
                .map(this::bar)
                .toList();
    }

    private AuditBar bar(Kind kind) {
        var metric = kind.metric();
        var floor = metric.ofRelative(floor(kind.compared()));
        var margin = metric.ofRelative(MARGIN);
        var widest = Optional.<AuditBar.Origin>empty();
        for (var all : Objects.requireNonNull(seen.get(kind)).values()) {
            var values = array(all);
            var largest = Spread.Quantiles.of(values).largest();
            var quantile = TailFit.quantile(values, QUANTILE);
            if (widest.isEmpty() || quantile > widest.get().quantile()) {
                widest = Optional.of(new AuditBar.Origin(values.length, largest, quantile, floor, margin));
            }
        }
        var from = widest.orElseThrow();
        var bar = margin * Math.max(floor, from.quantile());
        return new AuditBar(kind.compared(), metric, compute, wire, kind.steps(), bar, Optional.of(from));
    }

    private double floor(Compared compared) {
        var stored = compared == Compared.OUTPUT || compared == Compared.INPUT_GRADIENT;
        var floor = compute == Precision.BFLOAT16 || (stored && wire == Precision.BFLOAT16)
                ? BFLOAT16_FLOOR
                : FLOAT32_FLOOR;
        return switch (compared) {
            case LOSS -> MEAN * floor;
            // AdamW's first steps go by the sign of a gradient, of which a rounding turns as large a part as it is
            // large itself; so many weights go the other way, and the difference goes with the root of their number.
            case CHANGE -> compute == Precision.BFLOAT16 ? BFLOAT16_CHANGE_FLOOR : Math.sqrt(floor);
            default -> floor;
        };
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
