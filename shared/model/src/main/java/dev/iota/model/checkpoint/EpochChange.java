package dev.iota.model.checkpoint;

import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.BlockReader;
import java.io.IOException;

/** Δ = θ_e − θ: how weights differ from those that an epoch began with, in float32, as uploads and audits take it. */
public final class EpochChange {
    private EpochChange() {}

    /**
     * Puts the change in the place of the weights.
     *
     * @param start of the epoch, float32 blocks
     * @param section whose block it is
     * @param values weights of the block, of which the first {@code length} count
     * @return the weights that the block began with
     */
    public static float[] of(BlockReader start, int section, int block, float[] values, int length) throws IOException {
        var before = new float[length];
        new Float32Codec().decode(start.read(section, block), length, before);
        for (var i = 0; i < length; i++) {
            values[i] = before[i] - values[i];
        }
        return before;
    }
}
