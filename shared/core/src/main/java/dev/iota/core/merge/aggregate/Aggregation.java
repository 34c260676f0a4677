package dev.iota.core.merge.aggregate;

import static dev.iota.core.base.Require.require;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How N values of an element become one. Bit-exact: every operation is an IEEE 754 operation on one element in a
 * written order, so every machine, compiler and thread count gives the same bits.
 *
 * <p>The running sum of a mean is {@code acc = fma((double) w, (double) x, acc)} in hotkey order. The product of an
 * integer below 2²⁹ and a float32 is exact in float64, so {@code acc + w * x} is that fma to the bit, and stays fast
 * where a processor has none.
 */
public sealed interface Aggregation permits WeightedMean, TrimmedMean, WeightedMedian {
    /** Σ w may not be larger: then w · x is exact in float64 (29 + 24 bits of 53). */
    int LARGEST_TOTAL_WEIGHT = 1 << 29;

    /** Its name, as {@link #of} reads it. */
    @JsonValue
    String name();

    /**
     * Aggregates the first {@code length} elements of every input.
     *
     * @param inputs [N][≥ length], finite, in hotkey order
     * @param weights [N], positive
     * @param out [≥ length], none of the inputs
     */
    void aggregate(float[][] inputs, int[] weights, int length, float[] out);

    /**
     * How many bad uploads of these weights, whichever they are, cannot move an element beyond what the honest ones
     * say.
     */
    int tolerates(int[] weights);

    /**
     * The aggregation of this name: {@code mean}, {@code trimmed-mean:P} with P percent of the uploads dropped at each
     * end, {@code median}.
     *
     * @throws dev.iota.core.base.MalformedException if there is none
     */
    @JsonCreator
    static Aggregation of(String name) {
        return switch (name) {
            case WeightedMean.NAME -> new WeightedMean();
            case WeightedMedian.NAME -> new WeightedMedian();
            default -> {
                require(
                        name.matches(TrimmedMean.PREFIX + "[0-9]{1,2}"),
                        "aggregation '%s'; wanted mean, trimmed-mean:P with P percent, or median",
                        name);
                yield new TrimmedMean(Integer.parseInt(name.substring(TrimmedMean.PREFIX.length())));
            }
        };
    }

    /** Σ w, checked. */
    static int totalWeight(float[][] inputs, int[] weights) {
        if (inputs.length == 0 || inputs.length != weights.length) {
            throw new IllegalArgumentException(
                    "%d inputs with %d weights; wanted as many, at least one".formatted(inputs.length, weights.length));
        }
        var total = 0L;
        for (var weight : weights) {
            if (weight < 1) {
                throw new IllegalArgumentException("a weight of %d; it must be positive".formatted(weight));
            }
            total += weight;
        }
        if (total > LARGEST_TOTAL_WEIGHT) {
            throw new IllegalArgumentException("weights of %d in all; at most %d, beyond which products are not exact"
                    .formatted(total, LARGEST_TOTAL_WEIGHT));
        }
        return (int) total;
    }
}
