package dev.iota.core.merge.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.merge.Samples;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationTest {
    /** Not a multiple of any tile. */
    private static final int LENGTH = 4999;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 11})
    void the_mean_is_the_written_fma_in_hotkey_order_to_the_bit(int uploads) {
        var inputs = inputs(uploads);
        var weights = weights(uploads);
        var total = IntStream.of(weights).sum();

        var out = aggregate(new WeightedMean(), inputs, weights);

        for (var i = 0; i < LENGTH; i++) {
            var acc = 0.0;
            for (var m = 0; m < uploads; m++) {
                acc = Math.fma((double) weights[m], (double) inputs[m][i], acc);
            }
            assertThat(bits(out[i])).isEqualTo(bits((float) (acc / total)));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,40", "2,40", "3,40", "5,20", "5,40", "8,0", "8,10", "8,49", "11,20"})
    void the_trimmed_mean_drops_the_ends_whatever_they_weigh(int uploads, int percent) {
        var inputs = inputs(uploads);
        var weights = weights(uploads);
        var rule = new TrimmedMean(percent);
        var dropped = percent * uploads / 100;

        var out = aggregate(rule, inputs, weights);

        assertThat(rule.dropped(uploads)).isEqualTo(dropped);
        for (var i = 0; i < LENGTH; i++) {
            var kept = sorted(inputs, i).subList(dropped, uploads - dropped).stream()
                    .sorted()
                    .toList();
            var acc = 0.0;
            var total = 0L;
            for (var m : kept) {
                acc = Math.fma((double) weights[m], (double) inputs[m][i], acc);
                total += weights[m];
            }
            assertThat(bits(out[i])).isEqualTo(bits((float) (acc / total)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 11})
    void the_median_is_the_lower_weighted_one(int uploads) {
        var inputs = inputs(uploads);
        var weights = weights(uploads);
        var total = IntStream.of(weights).sum();

        var out = aggregate(new WeightedMedian(), inputs, weights);

        for (var i = 0; i < LENGTH; i++) {
            var reached = 0L;
            var median = Float.NaN;
            for (var m : sorted(inputs, i)) {
                reached += weights[m];
                if (2 * reached >= total) {
                    median = inputs[m][i];
                    break;
                }
            }
            assertThat(bits(out[i])).isEqualTo(bits(median));
        }
    }

    @Test
    void of_two_equal_weights_the_median_is_the_lower_value() {
        assertThat(aggregate(new WeightedMedian(), new float[][] {{3}, {-5}}, new int[] {1, 1}))
                .containsExactly(-5f);
        assertThat(aggregate(new WeightedMedian(), new float[][] {{3}, {-5}}, new int[] {2, 1}))
                .containsExactly(3f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "trimmed-mean:20", "median"})
    void uploads_that_say_the_same_are_what_they_say(String name) {
        var values = Samples.anyFinite(LENGTH, 5);
        for (var i = 0; i < LENGTH; i++) {
            // A sum that starts at +0 does not keep the sign of a zero.
            values[i] += 0f;
        }
        var rule = Aggregation.of(name);

        assertThat(aggregate(rule, new float[][] {values}, new int[] {3})).isEqualTo(values);
        assertThat(aggregate(rule, new float[][] {values, values, values}, new int[] {3, 1, 1}))
                .isEqualTo(values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trimmed-mean:20", "median"})
    void culprits_up_to_the_tolerance_cannot_leave_the_range_of_the_honest(String name) {
        var rule = Aggregation.of(name);
        var random = new Random(3);
        for (var uploads : new int[] {3, 5, 10, 13}) {
            var inputs = new float[uploads][];
            var weights = weights(uploads);
            for (var m = 0; m < uploads; m++) {
                inputs[m] = Samples.gaussian(LENGTH, 1, 100 * uploads + m);
            }
            var tolerated = rule.tolerates(weights);
            for (var m = 0; m < tolerated; m++) {
                var sign = random.nextBoolean() ? 1e30f : -1e30f;
                for (var i = 0; i < LENGTH; i++) {
                    inputs[m][i] *= sign;
                }
            }
            var out = aggregate(rule, inputs, weights);
            for (var i = 0; i < LENGTH; i++) {
                var lowest = Float.MAX_VALUE;
                var highest = -Float.MAX_VALUE;
                for (var m = tolerated; m < uploads; m++) {
                    lowest = Math.min(lowest, inputs[m][i]);
                    highest = Math.max(highest, inputs[m][i]);
                }
                assertThat(out[i]).isBetween(lowest, highest);
            }
        }
    }

    @Test
    void what_is_tolerated_is_counted() {
        assertThat(new WeightedMean().tolerates(new int[] {1, 1, 1})).isZero();
        assertThat(new TrimmedMean(20).tolerates(new int[] {1, 1})).isZero();
        assertThat(new TrimmedMean(20).tolerates(new int[10])).isEqualTo(2);
        assertThat(new WeightedMedian().tolerates(new int[] {1, 1, 1, 1, 1})).isEqualTo(2);
        assertThat(new WeightedMedian().tolerates(new int[] {1, 1, 2, 2})).isEqualTo(1);
        assertThat(new WeightedMedian().tolerates(new int[] {1, 3})).isZero();
        assertThat(new WeightedMedian().tolerates(new int[] {7})).isZero();
    }

    @Test
    void weights_beyond_which_products_round_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aggregate(new WeightedMean(), inputs(2), new int[] {1 << 29, 1}))
                .withMessageContaining("at most 536870912");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aggregate(new WeightedMean(), inputs(2), new int[] {1, 0}))
                .withMessageContaining("a weight of 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aggregate(new WeightedMean(), inputs(2), new int[] {1}))
                .withMessageContaining("2 inputs with 1 weights");
    }

    @Test
    void the_largest_weight_is_still_exact() {
        var weight = Aggregation.LARGEST_TOTAL_WEIGHT - 3;
        var inputs = new float[][] {Samples.anyFinite(LENGTH, 1), Samples.anyFinite(LENGTH, 2)};
        var out = aggregate(new WeightedMean(), inputs, new int[] {weight, 3});
        for (var i = 0; i < LENGTH; i++) {
            var acc = Math.fma(3.0, (double) inputs[1][i], Math.fma((double) weight, (double) inputs[0][i], 0.0));
            assertThat(bits(out[i])).isEqualTo(bits((float) (acc / (weight + 3))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "trimmed-mean:0", "trimmed-mean:25", "median"})
    void an_aggregation_has_one_name_in_text_and_json(String name) {
        assertThat(Json.read(Json.write(Aggregation.of(name)), Aggregation.class)
                        .name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "average", "trimmed-mean", "trimmed-mean:50", "trimmed-mean:-1"})
    void an_unknown_aggregation_is_refused(String name) {
        assertThatThrownBy(() -> Aggregation.of(name)).isInstanceOf(MalformedException.class);
    }

    private static List<Integer> sorted(float[][] inputs, int i) {
        return IntStream.range(0, inputs.length)
                .boxed()
                .sorted(Comparator.<Integer, Float>comparing(m -> inputs[m][i], Float::compare)
                        .thenComparing(m -> m))
                .toList();
    }

    private static float[] aggregate(Aggregation rule, float[][] inputs, int[] weights) {
        var out = new float[inputs[0].length];
        rule.aggregate(inputs, weights, out.length, out);
        return out;
    }

    private static float[][] inputs(int uploads) {
        var inputs = new float[uploads][];
        for (var m = 0; m < uploads; m++) {
            inputs[m] = Samples.anyFinite(LENGTH, m);
        }
        return inputs;
    }

    private static int[] weights(int uploads) {
        return new Random(uploads).ints(uploads, 1, 20).toArray();
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }
}
