package dev.iota.model.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.wire.Precision;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How far one vector is from another. */
class DeviationTest {
    @Test
    void what_is_the_same_is_off_by_nothing() {
        assertThat(Deviation.of(of(1, -2, 3e30f), of(1, -2, 3e30f))).isEqualTo(new Deviation(0, 0, 0));
        assertThat(Deviation.of(of(0, 0), of(0, 0))).isEqualTo(new Deviation(0, 0, 0));
    }

    @Test
    void a_vector_of_twice_the_length_has_the_same_direction() {
        assertThat(Deviation.of(of(2, 4), of(1, 2))).isEqualTo(new Deviation(1, 0, 0.5));
    }

    @Test
    void the_sign_shows_in_the_cosine() {
        var turned = Deviation.of(of(-1, -2), of(1, 2));
        assertThat(turned.relativeL2()).isEqualTo(2, within(1e-12));
        assertThat(turned.cosine()).isEqualTo(2, within(1e-12));
        assertThat(turned.norm()).isZero();
    }

    @Test
    void zeros_in_place_of_a_vector_are_off_by_all_of_it() {
        assertThat(Deviation.of(of(0, 0), of(1, 2))).isEqualTo(new Deviation(1, 1, 1));
        assertThat(Deviation.of(of(1, 2), of(0, 0))).isEqualTo(new Deviation(Deviation.MOST, 1, 1));
    }

    @Test
    void a_difference_that_a_cosine_in_doubles_would_lose_is_seen() {
        var random = new SplittableRandom(1);
        var a = new float[1000];
        var b = new float[1000];
        for (var i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = a[i];
        }
        b[7] = Math.nextUp(b[7]);
        assertThat(Deviation.of(FloatBuffer.wrap(a), FloatBuffer.wrap(b)).cosine())
                .isPositive()
                .isLessThan(1e-16);
    }

    @Test
    void another_length_and_what_is_not_finite_cannot_be_compared() {
        assertThat(Deviation.of(of(1), of(1, 2))).isEqualTo(Deviation.NONE);
        assertThat(Deviation.of(of(1, Float.NaN), of(1, 2))).isEqualTo(Deviation.NONE);
        assertThat(Deviation.of(of(1, Float.POSITIVE_INFINITY), of(1, 2))).isEqualTo(Deviation.NONE);
        assertThat(Deviation.of(new byte[2], new byte[4], Precision.BFLOAT16)).isEqualTo(Deviation.NONE);
    }

    @Test
    void payloads_are_compared_as_the_numbers_that_they_hold() {
        // 1.0 and 2.0 in bfloat16.
        var one = new byte[] {(byte) 0x80, 0x3F};
        var two = new byte[] {0x00, 0x40};
        assertThat(Deviation.of(two, one, Precision.BFLOAT16)).isEqualTo(new Deviation(1, 0, 0.5));
    }

    private static FloatBuffer of(float... values) {
        return FloatBuffer.wrap(values);
    }
}
