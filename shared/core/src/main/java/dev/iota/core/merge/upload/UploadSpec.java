package dev.iota.core.merge.upload;

import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;

/**
 * What an upload of a stage must be.
 *
 * @param elements of one section: the parameters of the stage
 */
public record UploadSpec(String run, int epoch, int stage, Payload payload, Codec codec, long elements) {
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

    /** Bytes of the uploaded object. */
    public long bytes() {
        return payload.sections() * codec.bytes(layout());
    }

    /** Where a block stands in the object, in bytes. */
    public long offset(int section, int block) {
        return section * codec.bytes(layout()) + codec.offset(layout(), block);
    }
}
