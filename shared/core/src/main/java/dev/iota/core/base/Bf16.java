package dev.iota.core.base;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * bfloat16: the upper half of a float32. Rounds to the nearest, ties to even, as PyTorch does, bit for bit; a NaN
 * becomes the quiet NaN, whose upper half would otherwise round to infinity or lose its payload.
 */
public final class Bf16 {
    public static final int BYTES = 2;

    private static final short QUIET_NAN = 0x7FC0;
    private static final int MAGNITUDE = 0x7FFF_FFFF;
    private static final int INFINITY = 0x7F80_0000;
    private static final int HALF_BELOW = 0x7FFF;

    private Bf16() {}

    public static short encode(float value) {
        var bits = Float.floatToRawIntBits(value);
        if ((bits & MAGNITUDE) > INFINITY) {
            return QUIET_NAN;
        }
        return (short) ((bits + HALF_BELOW + ((bits >>> Short.SIZE) & 1)) >>> Short.SIZE);
    }

    public static float decode(short half) {
        return Float.intBitsToFloat(half << Short.SIZE);
    }

    /**
     * Rounds all remaining floats into {@code target}, from its start; positions stay.
     *
     * @param target in its own byte order, with room for two bytes a float
     */
    public static void encode(FloatBuffer source, ByteBuffer target) {
        encode(source, target.asShortBuffer());
    }

    private static void encode(FloatBuffer source, ShortBuffer target) {
        var first = source.position();
        var count = source.remaining();
        for (var i = 0; i < count; i++) {
            target.put(i, encode(source.get(first + i)));
        }
    }

    /**
     * Widens all remaining halves into {@code target}, from its start; positions stay.
     *
     * @param source in its own byte order
     */
    public static void decode(ByteBuffer source, FloatBuffer target) {
        var halves = source.asShortBuffer();
        var count = halves.remaining();
        for (var i = 0; i < count; i++) {
            target.put(i, decode(halves.get(i)));
        }
    }
}
