package dev.iota.model.checkpoint;

import dev.iota.core.merge.codec.BlockLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * Cuts a stream of float32, little-endian, into blocks: all of one section, then all of the next. Memory for one block.
 */
public final class BlockCutter implements WritableByteChannel {
    private final BlockLayout layout;
    private final int sections;
    private final Taker taker;
    private final ByteBuffer bytes =
            ByteBuffer.allocate(BlockLayout.ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final float[] values = new float[BlockLayout.ELEMENTS];
    private int section;
    private int block;

    /** Gets every block in turn. */
    @FunctionalInterface
    public interface Taker {
        /** @param values of which the first {@code length} count; valid during the call only */
        void take(int section, int block, float[] values, int length) throws IOException;
    }

    public BlockCutter(BlockLayout layout, int sections, Taker taker) {
        this.layout = layout;
        this.sections = sections;
        this.taker = taker;
        bytes.limit(layout.length(0) * Float.BYTES);
    }

    /** @throws IOException if there are more bytes than the sections have; or of the taker */
    @Override
    public int write(ByteBuffer from) throws IOException {
        var count = from.remaining();
        while (from.hasRemaining()) {
            if (isComplete()) {
                throw new IOException("%d sections of %d elements are full, and more is written"
                        .formatted(sections, layout.elements()));
            }
            var part = from.slice().limit(Math.min(from.remaining(), bytes.remaining()));
            from.position(from.position() + part.remaining());
            bytes.put(part);
            if (!bytes.hasRemaining()) {
                next();
            }
        }
        return count;
    }

    private void next() throws IOException {
        var length = layout.length(block);
        bytes.flip();
        bytes.asFloatBuffer().get(values, 0, length);
        taker.take(section, block, values, length);
        block++;
        if (block == layout.blocks()) {
            block = 0;
            section++;
        }
        bytes.clear().limit(layout.length(block) * Float.BYTES);
    }

    /** Whether every block was taken. */
    public boolean isComplete() {
        return section == sections;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** There is nothing to close. */
    @Override
    public void close() {}
}
