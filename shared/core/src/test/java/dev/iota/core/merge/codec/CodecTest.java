package dev.iota.core.merge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.merge.Samples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    private static final int LENGTH = 5000;

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16", "int8", "top-k:100", "top-k:65536"})
    void a_codec_has_one_name_in_text_and_json(String name) {
        var codec = Codec.of(name);

        assertThat(codec.name()).isEqualTo(name);
        assertThat(Json.read(Json.write(codec), Codec.class)).isEqualTo(codec);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "float64", "top-k", "top-k:0", "top-k:65537", "top-k:-1", "FLOAT32"})
    void an_unknown_codec_is_refused(String name) {
        assertThatThrownBy(() -> Codec.of(name)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16", "int8", "top-k:100"})
    void every_block_has_the_length_and_place_that_its_elements_say(String name) {
        var codec = Codec.of(name);
        var layout = new BlockLayout(2L * BlockLayout.ELEMENTS + 30);
        var values = Samples.gaussian((int) layout.elements(), 1, 1);
        var blocks = Samples.encode(codec, layout, values)[0];

        var offset = 0L;
        for (var block = 0; block < layout.blocks(); block++) {
            assertThat(codec.offset(layout, block)).isEqualTo(offset);
            assertThat(blocks[block]).hasSize(codec.bytes(layout.length(block)));
            offset += blocks[block].length;
        }
        assertThat(codec.bytes(layout)).isEqualTo(offset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16", "int8", "top-k:100"})
    void a_block_of_another_length_is_refused(String name) {
        var codec = Codec.of(name);
        var block = codec.encode(Samples.gaussian(LENGTH, 1, 1), LENGTH);

        for (var length : new int[] {0, 1, block.length - 1, block.length + 1}) {
            assertThatThrownBy(() -> codec.decode(Arrays.copyOf(block, length), LENGTH, new float[LENGTH]))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("%d bytes".formatted(length));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16", "int8", "top-k:100"})
    void any_bytes_decode_or_are_refused_and_leave_the_rest_alone(String name) {
        var codec = Codec.of(name);
        var random = new Random(5);
        for (var i = 0; i < 200; i++) {
            var block = new byte[codec.bytes(LENGTH)];
            random.nextBytes(block);
            var out = new float[LENGTH + 10];
            Arrays.fill(out, 42f);
            try {
                codec.decode(block, LENGTH, out);
            } catch (MalformedException e) {
                assertThat(e).hasMessageMatching(".*(scale|−128|index).*");
            }
            assertThat(Arrays.copyOfRange(out, LENGTH, out.length)).containsOnly(42f);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16", "int8", "top-k:100"})
    void what_is_not_finite_is_not_encoded(String name) {
        for (var bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            var values = Samples.gaussian(LENGTH, 1, 1);
            values[LENGTH - 1] = bad;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Codec.of(name).encode(values, LENGTH))
                    .withMessageContaining("element %d is %s".formatted(LENGTH - 1, bad));
        }
    }

    @Test
    void float32_gives_back_every_bit() {
        var values = Samples.anyFinite(LENGTH, 3);
        assertThat(bits(roundTrip(new Float32Codec(), values))).isEqualTo(bits(values));
    }

    @Test
    void bfloat16_is_the_nearest_and_of_two_the_even_one() {
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++) {
            var x = Float.intBitsToFloat(random.nextInt() & 0xbfff_ffff);
            var got = roundTrip(new BFloat16Codec(), new float[] {x})[0];
            var low = Float.floatToRawIntBits(x) & 0xffff_0000;
            var below = Float.intBitsToFloat(low);
            var above = Float.intBitsToFloat(low + 0x1_0000);
            var toBelow = Math.abs((double) x - below);
            var toAbove = Math.abs((double) x - above);
            var even = (low >>> 16 & 1) == 0 ? below : above;
            assertThat(got).isEqualTo(toBelow < toAbove ? below : toAbove < toBelow ? above : even);
        }
    }

    @Test
    void bfloat16_refuses_what_would_become_infinite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BFloat16Codec().encode(new float[] {Float.MAX_VALUE}, 1))
                .withMessageContaining("too large");
    }

    @Test
    void int8_is_off_by_half_a_step_at_most() {
        var values = Samples.gaussian(LENGTH, 3, 9);
        var got = roundTrip(new Int8Codec(), values);
        var step = Values.largestMagnitude(values, LENGTH) / 127;
        for (var i = 0; i < LENGTH; i++) {
            assertThat(Math.abs(got[i] - values[i])).isLessThanOrEqualTo(step * 0.5001f);
        }
    }

    @Test
    void int8_encodes_a_value_and_its_negative_alike() {
        var values = Samples.gaussian(LENGTH, 3, 9);
        var negated = values.clone();
        for (var i = 0; i < LENGTH; i++) {
            negated[i] = -negated[i];
        }
        var got = roundTrip(new Int8Codec(), values);
        var other = roundTrip(new Int8Codec(), negated);
        for (var i = 0; i < LENGTH; i++) {
            assertThat(other[i] + got[i]).isZero();
        }
    }

    @Test
    void int8_survives_zeros_subnormals_and_large_values() {
        assertThat(roundTrip(new Int8Codec(), new float[] {0, -0f, 0})).containsOnly(0);
        var tiny = new float[] {190 * Float.MIN_VALUE, -190 * Float.MIN_VALUE};
        assertThat(roundTrip(new Int8Codec(), tiny)[0]).isEqualTo(127 * Float.MIN_VALUE);
        assertThat(roundTrip(new Int8Codec(), new float[] {3e38f})[0]).isBetween(2.99e38f, 3.01e38f);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -1f, Float.MAX_VALUE})
    void int8_refuses_a_hostile_scale(float scale) {
        var block = new Int8Codec().encode(new float[] {1, 2}, 2);
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putFloat(scale);

        assertThatThrownBy(() -> new Int8Codec().decode(block, 2, new float[2]))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("scale");
    }

    @Test
    void int8_refuses_the_byte_that_is_not_used() {
        var block = new Int8Codec().encode(new float[] {1, 2}, 2);
        block[5] = -128;
        assertThatThrownBy(() -> new Int8Codec().decode(block, 2, new float[2])).hasMessageContaining("−128");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 4999, 5000, 65_536})
    void top_k_keeps_the_largest_and_of_equal_ones_the_first(int k) {
        var random = new Random(k);
        var values = new float[LENGTH];
        for (var i = 0; i < LENGTH; i++) {
            // Few different values: most of them tie.
            values[i] = (random.nextInt(41) - 20) / 4f;
        }
        var kept = new HashSet<>(IntStream.range(0, LENGTH)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -Math.abs(values[i]))
                        .thenComparing(i -> i))
                .limit(k)
                .toList());

        var got = roundTrip(new TopKCodec(k), values);

        for (var i = 0; i < LENGTH; i++) {
            assertThat(got[i]).isEqualTo(kept.contains(i) ? values[i] : 0f);
        }
    }

    @Test
    void top_k_finds_the_largest_of_any_magnitudes() {
        var values = Samples.anyFinite(65_536, 11);
        var sorted = IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .sorted()
                .toArray();
        var got = roundTrip(new TopKCodec(1000), values);
        var kept = IntStream.range(0, got.length).filter(i -> got[i] != 0).count();
        var smallest = IntStream.range(0, got.length)
                .filter(i -> got[i] != 0)
                .mapToDouble(i -> Math.abs(got[i]))
                .min()
                .orElseThrow();
        assertThat(kept).isEqualTo(1000);
        assertThat(smallest).isEqualTo(sorted[sorted.length - 1000]);
    }

    @Test
    void top_k_refuses_indices_that_do_not_ascend_or_lie_outside() {
        var codec = new TopKCodec(2);
        var block = codec.encode(new float[] {5, 0, 7}, 3);

        for (var indices : new short[][] {{2, 0}, {1, 1}, {0, 3}, {0, -1}}) {
            var bad = block.clone();
            ByteBuffer.wrap(bad)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort(indices[0])
                    .putShort(indices[1]);
            assertThatThrownBy(() -> codec.decode(bad, 3, new float[3]))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("top-k index");
        }
    }

    private static float[] roundTrip(Codec codec, float[] values) {
        var out = new float[values.length];
        codec.decode(codec.encode(values, values.length), values.length, out);
        return out;
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }
}
