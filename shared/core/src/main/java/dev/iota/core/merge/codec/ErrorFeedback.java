package dev.iota.core.merge.codec;

import dev.iota.core.base.Decision;
import java.util.OptionalInt;

/**
 * What a lossy codec left behind is added to the next upload (Seide et al. 2014; Karimireddy et al. 2019): of
 * {@code x = Δ + r} the upload carries {@code encode(x)}, and {@code r' = x − decode(encode(x))} takes the place of r
 * only when the published manifest lists the upload as merged. Otherwise r stays and Δ is dropped, as if the epoch had
 * not been: an upload that nobody merged must not come back through the residual. Private state of one miner: part of
 * its snapshot, zero when it joins. Not safe for several threads.
 */
public final class ErrorFeedback {
    private final Codec codec;
    private final BlockLayout layout;
    private final float[][] residual;
    private final float[][] next;
    private OptionalInt pending;

    /** The state of a miner that joins: a residual of zero. */
    public ErrorFeedback(Codec codec, BlockLayout layout) {
        this(codec, layout, zeros(layout), zeros(layout), OptionalInt.empty());
    }

    /** The state that a snapshot holds: {@link #residual}, {@link #next} of every block, and {@link #pending}. */
    public ErrorFeedback(Codec codec, BlockLayout layout, float[][] residual, float[][] next, OptionalInt pending) {
        requireLayout(layout, residual);
        requireLayout(layout, next);
        this.codec = codec;
        this.layout = layout;
        this.residual = residual;
        this.next = next;
        this.pending = pending;
    }

    /**
     * Encodes one block of the upload of an epoch. Encoding it again, after a crash, say, starts from the same
     * residual.
     *
     * @param delta Δ of the block
     * @throws IllegalStateException if the upload of another epoch is not settled yet
     */
    public byte[] encode(int epoch, int block, float[] delta) {
        if (pending.isPresent() && pending.getAsInt() != epoch) {
            throw new IllegalStateException("the upload of epoch %d is not settled; settle it before that of epoch %d"
                    .formatted(pending.getAsInt(), epoch));
        }
        pending = OptionalInt.of(epoch);
        var length = layout.length(block);
        var x = new float[length];
        for (var i = 0; i < length; i++) {
            x[i] = delta[i] + residual[block][i];
        }
        var encoded = codec.encode(x, length);
        codec.decode(encoded, length, next[block]);
        for (var i = 0; i < length; i++) {
            next[block][i] = x[i] - next[block][i];
        }
        return encoded;
    }

    /**
     * Ends an epoch.
     *
     * @param merged whether the published manifest lists this miner's upload
     * @return whether the residual changed, with the reason
     */
    public Decision<ErrorFeedback> settle(int epoch, boolean merged) {
        if (pending.isEmpty() || pending.getAsInt() != epoch) {
            return Decision.unchanged(this, "no upload of epoch %d is pending", epoch);
        }
        pending = OptionalInt.empty();
        if (!merged) {
            return Decision.unchanged(this, "the upload of epoch %d was not merged: the residual stays", epoch);
        }
        for (var block = 0; block < residual.length; block++) {
            System.arraycopy(next[block], 0, residual[block], 0, residual[block].length);
        }
        return Decision.changed(this, "the upload of epoch %d was merged: what it left out is the residual", epoch);
    }

    /** The epoch whose upload is not settled yet. */
    public OptionalInt pending() {
        return pending;
    }

    /** A copy of one block of r, for the snapshot and for audits. */
    public float[] residual(int block) {
        return residual[block].clone();
    }

    /** A copy of one block of r', which means something while an upload is pending. */
    public float[] next(int block) {
        return next[block].clone();
    }

    private static void requireLayout(BlockLayout layout, float[][] blocks) {
        if (blocks.length != layout.blocks()) {
            throw new IllegalArgumentException(
                    "a residual of %d blocks; the layout has %d".formatted(blocks.length, layout.blocks()));
        }
        for (var block = 0; block < blocks.length; block++) {
            if (blocks[block].length != layout.length(block)) {
                throw new IllegalArgumentException("block %d of a residual has %d elements; the layout says %d"
                        .formatted(block, blocks[block].length, layout.length(block)));
            }
        }
    }

    private static float[][] zeros(BlockLayout layout) {
        var blocks = new float[layout.blocks()][];
        for (var block = 0; block < blocks.length; block++) {
            blocks[block] = new float[layout.length(block)];
        }
        return blocks;
    }
}
