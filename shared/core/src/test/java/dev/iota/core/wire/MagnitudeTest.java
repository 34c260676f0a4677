package dev.iota.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.Bf16;
import dev.iota.core.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagnitudeTest {
    /** No multiple of what is added side by side. */
    private static final float[] VALUES = {3, -1, 0.5f, 2, -4, 1, 7};

    @Test
    void of_float32_it_is_the_mean_and_the_root_mean_square() {
        var payload = ByteBuffer.allocate(VALUES.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        payload.asFloatBuffer().put(VALUES);

        requireRight(Magnitude.of(payload.array(), Precision.FLOAT32));
    }

    @Test
    void of_bfloat16_it_is_that_of_what_the_reader_decodes() {
        var payload = ByteBuffer.allocate(VALUES.length * Bf16.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var value : VALUES) {
            payload.putShort(Bf16.encode(value));
        }

        requireRight(Magnitude.of(payload.array(), Precision.BFLOAT16));
    }

    private static void requireRight(Magnitude magnitude) {
        assertThat(magnitude.mean()).isCloseTo(8.5f / 7, within(1e-6f));
        assertThat(magnitude.rms()).isCloseTo((float) Math.sqrt(80.25 / 7), within(1e-6f));
    }

    @Test
    void the_largest_values_have_one_as_well() {
        var payload = ByteBuffer.allocate(2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        payload.putFloat(Float.MAX_VALUE).putFloat(Float.MAX_VALUE);

        assertThat(Magnitude.of(payload.array(), Precision.FLOAT32))
                .isEqualTo(new Magnitude(Float.MAX_VALUE, Float.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({"NaN, 1", "0, NaN", "0, Infinity", "0, -1", "1.1, 1", "-2, 1"})
    void what_no_elements_have_is_refused(float mean, float rms) {
        assertThatThrownBy(() -> new Magnitude(mean, rms))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a mean of");
    }
}
