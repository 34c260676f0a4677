package dev.iota.core.merge.codec;

import static dev.iota.core.base.Require.require;

/**
 * How a sequence of elements is cut into blocks: {@value #ELEMENTS} each, the last one shorter. A block is what is
 * hashed, encoded, fetched, merged and compared by itself.
 *
 * @param elements of the sequence, positive
 */
public record BlockLayout(long elements) {
    /** Elements of a block but the last. An index inside a block fits 16 bits. */
    public static final int ELEMENTS = 65_536;

    public BlockLayout {
        require(
                elements > 0 && elements <= (long) Integer.MAX_VALUE * ELEMENTS,
                "a layout of %d elements; wanted 1 to %d",
                elements,
                (long) Integer.MAX_VALUE * ELEMENTS);
    }

    /** Number of blocks. */
    public int blocks() {
        return Math.toIntExact((elements + ELEMENTS - 1) / ELEMENTS);
    }

    /** Elements of a block. */
    public int length(int block) {
        return (int) Math.min(ELEMENTS, elements - first(block));
    }

    /** Index of a block's first element. */
    public long first(int block) {
        if (block < 0 || block >= blocks()) {
            throw new IllegalArgumentException("block %d; there are %d".formatted(block, blocks()));
        }
        return (long) block * ELEMENTS;
    }
}
