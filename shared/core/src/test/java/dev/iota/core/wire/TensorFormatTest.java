package dev.iota.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TensorFormatTest {
    private static final int[] SHAPE = {2, 3, 4};

    @Test
    void a_tensor_is_read_as_it_was_written() {
        var buffer = TensorFormat.allocate(Precision.FLOAT32, SHAPE);
        for (var i = 0; i < 24; i++) {
            buffer.putFloat(i);
        }
        var container = new byte[buffer.capacity()];
        buffer.get(0, container);

        var payload = TensorFormat.payload(container, Precision.FLOAT32, SHAPE);

        assertThat(payload.remaining()).isEqualTo(24 * Float.BYTES);
        assertThat(payload.getFloat(23 * Float.BYTES)).isEqualTo(23f);
    }

    @Test
    void the_length_is_that_of_header_and_elements() {
        assertThat(TensorFormat.bytes(Precision.BFLOAT16, SHAPE)).isEqualTo(32 + 24 * 2);
        assertThat(TensorFormat.allocate(Precision.BFLOAT16, SHAPE).array()).hasSize(32 + 24 * 2);
    }

    @Test
    void no_header_byte_may_be_another() {
        var container = TensorFormat.allocate(Precision.BFLOAT16, SHAPE).array();
        for (var at = 0; at < TensorFormat.HEADER; at++) {
            var other = container.clone();
            other[at] ^= 1;
            assertThatThrownBy(() -> TensorFormat.payload(other, Precision.BFLOAT16, SHAPE))
                    .as("byte %d", at)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void a_truncated_or_longer_tensor_is_refused() {
        var container = TensorFormat.allocate(Precision.BFLOAT16, SHAPE).array();
        for (var length : new int[] {0, 31, 32, container.length - 1, container.length + 1}) {
            assertThatThrownBy(() -> TensorFormat.payload(Arrays.copyOf(container, length), Precision.BFLOAT16, SHAPE))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining(Integer.toString(length));
        }
    }

    @Test
    void another_shape_or_type_than_expected_is_refused() {
        var container = TensorFormat.allocate(Precision.BFLOAT16, SHAPE).array();

        assertThatThrownBy(() -> TensorFormat.payload(container, Precision.BFLOAT16, 4, 3, 2))
                .hasMessageContaining("2×3×4");
        assertThatThrownBy(() -> TensorFormat.payload(container, Precision.FLOAT32, 2, 3, 2))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void an_impossible_shape_is_refused() {
        assertThatThrownBy(() -> TensorFormat.header(Precision.FLOAT32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TensorFormat.header(Precision.FLOAT32, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TensorFormat.header(Precision.FLOAT32, 1, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TensorFormat.bytes(
                        Precision.FLOAT32, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
    }
}
