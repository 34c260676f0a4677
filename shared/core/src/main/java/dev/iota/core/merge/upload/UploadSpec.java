package dev.iota.core.merge.upload;

import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import java.util.ArrayList;
import java.util.List;

/**
 * What an upload of a stage must be.
 *
 * @param elements of one section: the parameters of the stage
 */
public record UploadSpec(String run, int epoch, int stage, Payload payload, Codec codec, long elements) {
    /** What breaks off is sent again from its beginning: minutes on a slow line, not hours. */
    public static final int LARGEST_PART = 64 << 20;

    public UploadSpec {
        if (payload.isWeights() && !codec.lossless()) {
            throw new IllegalArgumentException(
                    "%s through %s; weights are uploaded as float32".formatted(payload, codec.name()));
        }
    }

    /** The blocks of one section. */
    public BlockLayout layout() {
        return new BlockLayout(elements);
    }

    /** Bytes of the whole upload. */
    public long bytes() {
        return payload.sections() * codec.bytes(layout());
    }

    /** Where a block stands in the whole upload, in bytes. */
    public long offset(int section, int block) {
        return section * codec.bytes(layout()) + codec.offset(layout(), block);
    }

    /**
     * A part of an upload: an object that is signed, sent and, if it has to be, sent again by itself.
     *
     * @param section that its blocks are of
     * @param blocks whole ones, in order
     */
    public record Part(int section, int firstBlock, int blocks, long bytes) {}

    /** The parts of an upload: section by section, as many blocks in each as {@link #LARGEST_PART} bytes hold. */
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        for (var section = 0; section < payload.sections(); section++) {
            for (var first = 0; first < layout().blocks(); first += blocksPerPart()) {
                var count = Math.min(blocksPerPart(), layout().blocks() - first);
                parts.add(new Part(section, first, count, bytes(first, count)));
            }
        }
        return parts;
    }

    /** Index of the part that holds a block. */
    public int part(int section, int block) {
        return section * Math.ceilDiv(layout().blocks(), blocksPerPart()) + block / blocksPerPart();
    }

    /** Where a block stands in its part, in bytes. */
    public long offsetInPart(int block) {
        return codec.offset(layout(), block) - codec.offset(layout(), block - block % blocksPerPart());
    }

    /** The first block of the part after the one that holds a block, or the number of blocks. */
    public int endOfPart(int block) {
        return Math.min(layout().blocks(), block - block % blocksPerPart() + blocksPerPart());
    }

    /** Bytes of consecutive blocks. */
    public long bytes(int first, int count) {
        var last = first + count - 1;
        return codec.offset(layout(), last) + codec.bytes(layout().length(last)) - codec.offset(layout(), first);
    }

    private int blocksPerPart() {
        return LARGEST_PART / codec.bytes(BlockLayout.ELEMENTS);
    }
}
