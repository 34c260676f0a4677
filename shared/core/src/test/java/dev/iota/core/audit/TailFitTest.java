package dev.iota.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** A quantile beyond the samples. */
class TailFitTest {
    private static final double PART = 0.9999;

    @Test
    void the_tail_of_an_exponential_is_found_from_a_twentieth_of_the_samples_that_it_takes_to_see_it() {
        var quantile = TailFit.quantile(samples(500, u -> -Math.log(u)), PART);
        assertThat(quantile).isCloseTo(-Math.log(1 - PART), Percentage.withPercentage(50));
    }

    @Test
    void a_heavy_tail_is_followed_further_than_a_light_one() {
        var light = TailFit.quantile(samples(500, u -> -Math.log(u)), PART);
        var heavy = TailFit.quantile(samples(500, u -> Math.pow(u, -0.4) - 1), PART);
        assertThat(heavy).isGreaterThan(1.5 * light);
    }

    @Test
    void it_is_never_less_than_the_largest_that_was_seen() {
        assertThat(TailFit.quantile(new double[] {1, 2, 9}, 0.5)).isEqualTo(9);
        assertThat(TailFit.quantile(new double[] {3}, PART)).isEqualTo(3);
    }

    @Test
    void samples_that_are_all_the_same_have_no_tail() {
        assertThat(TailFit.quantile(new double[100], PART)).isZero();
        assertThat(TailFit.quantile(samples(100, _ -> 2), PART)).isEqualTo(2);
    }

    @Test
    void a_tail_that_seems_to_end_is_not_believed_to() {
        var uniform = samples(500, u -> u);
        assertThat(TailFit.quantile(uniform, PART)).isGreaterThan(1).isCloseTo(1.4, within(0.4));
    }

    private static double[] samples(int count, DoubleUnaryOperator inverse) {
        var random = new SplittableRandom(7);
        return random.doubles(count, Double.MIN_VALUE, 1).map(inverse).toArray();
    }
}
