package dev.iota.core.wire;

import static dev.iota.core.base.Require.require;

/**
 * Bytes of objects that a miner read and wrote for the merge of an epoch, counted where they moved.
 *
 * @param payload blocks of uploads, of merged weights, and of the weights that the next epoch starts from
 * @param state blocks of momentum and moments
 * @param released blocks of shards that were leased to it in the place of an owner
 * @param texts plans, manifests, checkpoints, and hashes of results
 */
public record MergeTraffic(Moved payload, Moved state, Moved released, Moved texts) {
    public static final MergeTraffic NONE = new MergeTraffic(Moved.NONE, Moved.NONE, Moved.NONE, Moved.NONE);

    /** Neither is negative. */
    public record Moved(long down, long up) {
        public static final Moved NONE = new Moved(0, 0);

        public Moved {
            require(down >= 0 && up >= 0, "%d bytes down and %d up; wanted 0 or more", down, up);
        }

        Moved plus(Moved other) {
            return new Moved(down + other.down, up + other.up);
        }
    }

    /** Those of both. */
    public MergeTraffic plus(MergeTraffic other) {
        return new MergeTraffic(
                payload.plus(other.payload),
                state.plus(other.state),
                released.plus(other.released),
                texts.plus(other.texts));
    }

    /** All of it. */
    public Moved total() {
        return payload.plus(state).plus(released).plus(texts);
    }
}
