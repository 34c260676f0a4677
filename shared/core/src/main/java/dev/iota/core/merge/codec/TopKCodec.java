package dev.iota.core.merge.codec;

import static dev.iota.core.base.Require.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The {@code k} elements of a block with the largest magnitude, of equal ones those with the lower index; the others
 * become zero. First the indices as ascending unsigned 16-bit numbers, then the values as float32. A block shorter than
 * k is kept whole. Only to be used with {@link ErrorFeedback}.
 *
 * @param k elements kept of each block
 */
public record TopKCodec(int k) implements Codec {
    static final String PREFIX = "top-k:";
    private static final int HALF = 16;
    private static final int LOWER = 0xffff;
    private static final int BUCKETS = 1 << HALF;

    public TopKCodec {
        require(k > 0 && k <= BlockLayout.ELEMENTS, "top-k keeps %d elements; wanted 1 to %d", k, BlockLayout.ELEMENTS);
    }

    @Override
    public String name() {
        return PREFIX + k;
    }

    @Override
    public int bytes(int length) {
        return kept(length) * (Short.BYTES + Float.BYTES);
    }

    @Override
    public boolean lossless() {
        return false;
    }

    @Override
    public byte[] encode(float[] values, int length) {
        Values.requireFinite(values, length);
        var kept = kept(length);
        var threshold = threshold(values, length, kept);
        var ties = kept;
        for (var i = 0; i < length; i++) {
            if (magnitude(values[i]) > threshold) {
                ties--;
            }
        }
        var block = new byte[bytes(length)];
        var buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        var next = 0;
        for (var i = 0; i < length; i++) {
            var magnitude = magnitude(values[i]);
            if (magnitude > threshold || (magnitude == threshold && ties-- > 0)) {
                buffer.putShort(next * Short.BYTES, (short) i);
                buffer.putFloat(kept * Short.BYTES + next * Float.BYTES, values[i]);
                next++;
            }
        }
        return block;
    }

    @Override
    public void decode(byte[] block, int length, float[] out) {
        Values.requireLength(block, this, length);
        var kept = kept(length);
        var buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0, last = -1; i < kept; i++) {
            var index = Short.toUnsignedInt(buffer.getShort(i * Short.BYTES));
            require(index > last, "top-k index %d follows %d; they must ascend", index, last);
            require(index < length, "top-k index %d in a block of %d elements", index, length);
            last = index;
        }
        Arrays.fill(out, 0, length, 0);
        for (var i = 0; i < kept; i++) {
            out[Short.toUnsignedInt(buffer.getShort(i * Short.BYTES))] =
                    buffer.getFloat(kept * Short.BYTES + i * Float.BYTES);
        }
    }

    private int kept(int length) {
        return Math.min(k, length);
    }

    private static int magnitude(float value) {
        return Float.floatToRawIntBits(value) & Values.MAGNITUDE;
    }

    /**
     * The magnitude of the kept-th largest element: found by counting upper halves, then lower halves inside the one it
     * falls in.
     */
    private static int threshold(float[] values, int length, int kept) {
        var counts = new int[BUCKETS];
        for (var i = 0; i < length; i++) {
            counts[magnitude(values[i]) >>> HALF]++;
        }
        var upper = BUCKETS - 1;
        var wanted = kept;
        while (counts[upper] < wanted) {
            wanted -= counts[upper--];
        }
        Arrays.fill(counts, 0);
        for (var i = 0; i < length; i++) {
            if (magnitude(values[i]) >>> HALF == upper) {
                counts[magnitude(values[i]) & LOWER]++;
            }
        }
        var lower = BUCKETS - 1;
        while (counts[lower] < wanted) {
            wanted -= counts[lower--];
        }
        return upper << HALF | lower;
    }
}
