package dev.iota.core.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Bf16Test {

    @Test
    void every_half_survives_being_widened_and_rounded() {
        for (var half = 0; half <= 0xFFFF; half++) {
            var value = Bf16.decode((short) half);
            if (Float.isNaN(value)) {
                assertThat(Bf16.encode(value)).isEqualTo((short) 0x7FC0);
            } else {
                assertThat(Bf16.encode(value)).isEqualTo((short) half);
            }
        }
    }

    @Test
    void a_tie_rounds_to_the_even_half() {
        assertThat(Bf16.encode(Float.intBitsToFloat(0x3F80_8000))).isEqualTo((short) 0x3F80);
        assertThat(Bf16.encode(Float.intBitsToFloat(0x3F81_8000))).isEqualTo((short) 0x3F82);
        assertThat(Bf16.encode(Float.intBitsToFloat(0xBF81_8000))).isEqualTo((short) 0xBF82);
    }

    @Test
    void anything_else_rounds_to_the_nearest_half() {
        var random = new SplittableRandom(1);
        for (var i = 0; i < 100_000; i++) {
            var value = (float) (random.nextDouble(-1, 1) * Math.pow(2, random.nextInt(-100, 100)));
            var rounded = Bf16.decode(Bf16.encode(value));
            var up = Bf16.decode((short) (Bf16.encode(value) + 1));
            assertThat(Math.abs((double) value - rounded)).isLessThanOrEqualTo(Math.abs((double) value - up));
            assertThat(Math.abs((double) value - rounded)).isLessThanOrEqualTo(Math.abs(value) / 256.0);
        }
    }

    @Test
    void beyond_the_largest_half_lies_infinity() {
        assertThat(Bf16.decode(Bf16.encode(Float.MAX_VALUE))).isInfinite();
        assertThat(Bf16.decode(Bf16.encode(Float.NEGATIVE_INFINITY))).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void a_nan_stays_one_whatever_its_payload() {
        assertThat(Bf16.decode(Bf16.encode(Float.intBitsToFloat(0x7F80_0001)))).isNaN();
        assertThat(Bf16.decode(Bf16.encode(Float.intBitsToFloat(0xFFFF_FFFF)))).isNaN();
    }

    @Test
    void buffers_are_converted_element_by_element_in_their_byte_order() {
        var floats = FloatBuffer.wrap(new float[] {0, 1, -2, 3.1415927f});
        var bytes = ByteBuffer.allocate(4 * Bf16.BYTES).order(ByteOrder.LITTLE_ENDIAN);

        Bf16.encode(floats, bytes);
        var back = FloatBuffer.allocate(4);
        Bf16.decode(bytes, back);

        assertThat(bytes.array()).containsExactly(0, 0, 0x80, 0x3F, 0, 0xC0, 0x49, 0x40);
        assertThat(back.array()).containsExactly(0, 1, -2, 3.140625f);
    }
}
