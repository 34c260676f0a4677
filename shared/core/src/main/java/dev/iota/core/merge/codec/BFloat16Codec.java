package dev.iota.core.merge.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The upper half of each float32, rounded to nearest, ties to even. */
public record BFloat16Codec() implements Codec {
    static final String NAME = "bfloat16";
    private static final int DROPPED_BITS = 16;
    private static final int JUST_BELOW_HALF = 0x7fff;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int bytes(int length) {
        return length * Short.BYTES;
    }

    @Override
    public boolean lossless() {
        return false;
    }

    @Override
    public byte[] encode(float[] values, int length) {
        Values.requireFinite(values, length);
        var halves = new short[length];
        for (var i = 0; i < length; i++) {
            var bits = Float.floatToRawIntBits(values[i]);
            var rounded = bits + JUST_BELOW_HALF + (bits >>> DROPPED_BITS & 1);
            if ((rounded & Values.EXPONENT) == Values.EXPONENT) {
                throw new IllegalArgumentException("element %d is %s; too large for bfloat16".formatted(i, values[i]));
            }
            halves[i] = (short) (rounded >>> DROPPED_BITS);
        }
        var block = new byte[bytes(length)];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(halves);
        return block;
    }

    @Override
    public void decode(byte[] block, int length, float[] out) {
        Values.requireLength(block, this, length);
        var halves = new short[length];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(halves);
        for (var i = 0; i < length; i++) {
            out[i] = Float.intBitsToFloat(halves[i] << DROPPED_BITS);
        }
    }
}
