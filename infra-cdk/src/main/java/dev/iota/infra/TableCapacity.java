package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.dynamodb.EnableScalingProps;
import software.amazon.awscdk.services.dynamodb.IScalableTableAttribute;
import software.amazon.awscdk.services.dynamodb.UtilizationScalingProps;

/**
 * Capacity of the tables that every microbatch goes through, paid by the hour instead of by the request. Used at
 * {@link #PERCENT} a unit costs two fifths. It grows by itself within minutes, up to four times what is expected, and
 * never falls below that: an idle run pays for it.
 *
 * @param microbatchesPerSecond that are expected of the whole run
 */
record TableCapacity(int microbatchesPerSecond) {
    /** Context value: see {@link #microbatchesPerSecond}. */
    static final String MICROBATCHES = "microbatchesPerSecond";

    /** Of the capacity that is used on average. What is left is for bursts of seconds. */
    static final int PERCENT = 70;

    private static final int MOST = 4;
    private static final Pattern RATE = Pattern.compile("[1-9][0-9]{0,3}");

    /** Units of a microbatch of five stages: writes as a run was counted, reads as a hundred miners were simulated. */
    private record Units(double reads, double writes) {}

    /** What a table or an index is to have. */
    record Range(int least, int most) {
        EnableScalingProps scaling() {
            return EnableScalingProps.builder()
                    .minCapacity(least)
                    .maxCapacity(most)
                    .build();
        }
    }

    /** @return null if nothing is expected: then tables are paid by the request */
    static @Nullable TableCapacity of(Function<String, @Nullable Object> context) {
        var rate = context.apply(MICROBATCHES);
        if (rate == null) {
            return null;
        }
        if (!RATE.matcher(rate.toString()).matches()) {
            throw new InvalidSettingException(
                    "'-c %s=%s' is no rate: wanted a whole number from 1 to 9999".formatted(MICROBATCHES, rate));
        }
        return new TableCapacity(Integer.parseInt(rate.toString()));
    }

    /** Whether a table has capacity of its own; the others are seldom used, and paid by the request. */
    boolean isFor(Names names, String table) {
        return units(names).containsKey(table);
    }

    /** Read units a second of a table, or of an index as {@code table/index}. */
    Range reads(Names names, String of) {
        return range(unitsOf(names, of).reads);
    }

    /** Write units a second of the same. */
    Range writes(Names names, String of) {
        return range(unitsOf(names, of).writes);
    }

    static void scale(IScalableTableAttribute attribute) {
        attribute.scaleOnUtilization(UtilizationScalingProps.builder()
                .targetUtilizationPercent(PERCENT)
                .build());
    }

    private Range range(double each) {
        var least = (int) Math.ceil(each * microbatchesPerSecond);
        return new Range(least, MOST * least);
    }

    private static Units unitsOf(Names names, String of) {
        return Optional.ofNullable(units(names).get(of))
                .orElseThrow(() -> new IllegalArgumentException("nobody counted what '%s' takes".formatted(of)));
    }

    private static Map<String, Units> units(Names names) {
        return Map.of(
                names.microbatches(),
                new Units(18, 17),
                names.microbatches() + "/open",
                new Units(0.1, 2.2),
                names.microbatches() + "/waiting",
                new Units(3, 2.2),
                names.miners(),
                new Units(32, 17),
                names.miners() + "/staff",
                new Units(5, 0.1),
                names.applied(),
                new Units(5, 11),
                names.runs(),
                new Units(4, 4),
                names.steps(),
                new Units(0.5, 1.5));
    }
}
