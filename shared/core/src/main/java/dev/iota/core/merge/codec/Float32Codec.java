package dev.iota.core.merge.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements as they are. */
public record Float32Codec() implements Codec {
    static final String NAME = "float32";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int bytes(int length) {
        return length * Float.BYTES;
    }

    @Override
    public boolean lossless() {
        return true;
    }

    @Override
    public byte[] encode(float[] values, int length) {
        Values.requireFinite(values, length);
        var block = new byte[bytes(length)];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values, 0, length);
        return block;
    }

    @Override
    public void decode(byte[] block, int length, float[] out) {
        Values.requireLength(block, this, length);
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(out, 0, length);
    }
}
