package dev.iota.core.merge.codec;

import static dev.iota.core.base.Require.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One float32 scale per block, then one signed byte per element: {@code x ≈ scale · q}, with
 * {@code scale = max|x| / 127} and q rounded to nearest, ties to even. −128 is not used, so that x and −x are encoded
 * alike.
 */
public record Int8Codec() implements Codec {
    static final String NAME = "int8";
    private static final float LARGEST = 127;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int bytes(int length) {
        return Float.BYTES + length;
    }

    @Override
    public boolean lossless() {
        return false;
    }

    @Override
    public byte[] encode(float[] values, int length) {
        Values.requireFinite(values, length);
        var scale = Values.largestMagnitude(values, length) / LARGEST;
        if (!isScale(scale)) {
            throw new IllegalArgumentException("an element is ±%s; too large for int8 with a float32 scale"
                    .formatted(Values.largestMagnitude(values, length)));
        }
        var block = new byte[bytes(length)];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putFloat(scale);
        if (scale > 0) {
            for (var i = 0; i < length; i++) {
                // A subnormal scale is coarse: the quotient can lie beyond the largest byte.
                var q = Math.clamp(values[i] / scale, -LARGEST, LARGEST);
                block[Float.BYTES + i] = (byte) Math.rint(q);
            }
        }
        return block;
    }

    @Override
    public void decode(byte[] block, int length, float[] out) {
        Values.requireLength(block, this, length);
        var scale = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getFloat();
        require(isScale(scale), "an int8 block has the scale %s; wanted a finite one, not negative", scale);
        var smallest = 0;
        for (var i = 0; i < length; i++) {
            smallest = Math.min(smallest, block[Float.BYTES + i]);
            out[i] = scale * block[Float.BYTES + i];
        }
        require(smallest >= -LARGEST, "an int8 block holds −128, which is not used");
    }

    private static boolean isScale(float scale) {
        return scale >= 0 && Float.isFinite(scale * LARGEST);
    }
}
