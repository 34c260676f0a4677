package dev.iota.core.wire;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Bf16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How large the elements of a stored tensor are. Whoever reads the object finds the same as its producer, bit for bit:
 * the sums are made in one order, in float64.
 *
 * @param mean of the elements
 * @param rms root mean square of the elements
 */
public record Magnitude(float mean, float rms) {
    /** Sums side by side: an addition waits for the one before. */
    private static final int LANES = 4;

    private static final double ROUNDING = 1e-6;

    /** @throws dev.iota.core.base.MalformedException if no elements have these */
    public Magnitude {
        // A comparison with NaN is false.
        require(
                rms >= 0 && rms <= Float.MAX_VALUE && Math.abs(mean) <= rms * (1 + ROUNDING),
                "elements with a mean of %s and a root mean square of %s",
                mean,
                rms);
    }

    /** Of the elements of a payload, which are finite. */
    public static Magnitude of(byte[] payload, Precision precision) {
        var buffer = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        return switch (precision) {
            case FLOAT32 -> {
                var floats = buffer.asFloatBuffer();
                yield of(floats.remaining(), floats::get);
            }
            case BFLOAT16 -> {
                var halves = buffer.asShortBuffer();
                yield of(halves.remaining(), i -> Bf16.decode(halves.get(i)));
            }
        };
    }

    @FunctionalInterface
    private interface Elements {
        float get(int index);
    }

    private static Magnitude of(int count, Elements elements) {
        var sums = new double[LANES];
        var squares = new double[LANES];
        for (var i = 0; i < count; i++) {
            var lane = i & (LANES - 1);
            var value = (double) elements.get(i);
            sums[lane] += value;
            squares[lane] += value * value;
        }
        var sum = 0.0;
        var square = 0.0;
        for (var lane = 0; lane < LANES; lane++) {
            sum += sums[lane];
            square += squares[lane];
        }
        return new Magnitude((float) (sum / count), (float) Math.sqrt(square / count));
    }
}
