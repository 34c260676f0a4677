package dev.iota.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * A tensor that can be written.
 *
 * @param info its name, type and shape
 * @param content writes its elements, row-major and little-endian
 */
public record TensorSource(TensorInfo info, Content content) {
    private static final int CHUNK_ELEMENTS = 1 << 16;

    /** Writes the bytes of a tensor, exactly as many as its shape says, in as many pieces as it likes. Called once. */
    @FunctionalInterface
    public interface Content {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /** Numbers that are in memory already. */
    public static TensorSource floats(String name, List<Long> shape, float[] values) {
        return new TensorSource(new TensorInfo(name, ElementType.F32, shape), channel -> {
            var bytes = ByteBuffer.allocate(CHUNK_ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (var from = 0; from < values.length; from += CHUNK_ELEMENTS) {
                var count = Math.min(CHUNK_ELEMENTS, values.length - from);
                bytes.clear().asFloatBuffer().put(values, from, count);
                channel.write(bytes.limit(count * Float.BYTES));
            }
        });
    }
}
