package dev.iota.core.merge.codec;

import static dev.iota.core.base.Require.require;

/** Checks and bits of float32 elements that the codecs share. */
public final class Values {
    /** All bits of the exponent: set in infinities and NaN alone. */
    static final int EXPONENT = 0x7f80_0000;

    /** Everything but the sign: orders magnitudes as integers. */
    public static final int MAGNITUDE = 0x7fff_ffff;

    private static final int LOWEST_EXPONENT_BIT = 0x0080_0000;

    private Values() {}

    /** Whether none of the first {@code length} elements is infinite or NaN. */
    public static boolean allFinite(float[] values, int length) {
        // A full exponent plus one overflows into the sign; or-ing keeps it, without a branch per element.
        var overflow = 0;
        for (var i = 0; i < length; i++) {
            overflow |= (Float.floatToRawIntBits(values[i]) & EXPONENT) + LOWEST_EXPONENT_BIT;
        }
        return overflow >= 0;
    }

    /**
     * Rounds to float32; what is too large becomes the largest finite value. A hostile upload may be as large as
     * float32 allows, and no upload may make a shard that nobody can publish.
     */
    public static float saturated(double value) {
        return (float) Math.max(-Float.MAX_VALUE, Math.min(value, Float.MAX_VALUE));
    }

    /** @throws IllegalArgumentException if one of the first {@code length} elements is infinite or NaN */
    static void requireFinite(float[] values, int length) {
        if (!allFinite(values, length)) {
            for (var i = 0; i < length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new IllegalArgumentException(
                            "element %d is %s; only finite values may leave a miner".formatted(i, values[i]));
                }
            }
        }
    }

    public static boolean anyNegative(float[] values, int length) {
        var smallest = 0f;
        for (var i = 0; i < length; i++) {
            smallest = Math.min(smallest, values[i]);
        }
        return smallest < 0;
    }

    /** Turns weights θ_m in {@code values} into Δ = θ_e − θ_m. */
    public static void displacement(float[] published, float[] values, int length) {
        for (var i = 0; i < length; i++) {
            values[i] = saturated((double) published[i] - values[i]);
        }
    }

    public static void scale(float[] values, double factor, int length) {
        for (var i = 0; i < length; i++) {
            values[i] = (float) (factor * values[i]);
        }
    }

    static float largestMagnitude(float[] values, int length) {
        var largest = 0;
        for (var i = 0; i < length; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & MAGNITUDE);
        }
        return Float.intBitsToFloat(largest);
    }

    static void requireLength(byte[] block, Codec codec, int length) {
        require(
                block.length == codec.bytes(length),
                "a block of %d bytes; %d elements in %s take %d",
                block.length,
                length,
                codec.name(),
                codec.bytes(length));
    }
}
