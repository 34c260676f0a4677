package dev.iota.model.text.packing;

/**
 * How text is packed into token shards.
 *
 * @param seed of the choice of what is held out, and of the shuffle
 * @param heldOutShare the part of the sections that is never trained on; raised where the corpus is so small that
 *     it would not fill a record
 * @param shardBytes no shard is longer, unless a single record is; also bounds what is kept of the held-out part
 * @param shuffleBytes memory of the buffer in which windows wait to be drawn at random
 */
public record PackingSpec(long seed, double heldOutShare, long shardBytes, long shuffleBytes) {
    private static final double DEFAULT_HELD_OUT_SHARE = 1.0 / 64;
    /** Large enough that object storage is asked seldom, small enough to be held in memory and to be sent again. */
    private static final long DEFAULT_SHARD_BYTES = 32L << 20;
    /** Holds most of the sample corpus, so that rows of a record come from anywhere in it. */
    private static final long DEFAULT_SHUFFLE_BYTES = 64L << 20;

    /** Above this, a corpus is called too small. */
    static final double LARGEST_HELD_OUT_SHARE = 0.5;

    public PackingSpec {
        if (!(heldOutShare > 0 && heldOutShare <= LARGEST_HELD_OUT_SHARE)) {
            throw new IllegalArgumentException("the held-out share is %s; wanted more than 0 and at most %s"
                    .formatted(heldOutShare, LARGEST_HELD_OUT_SHARE));
        }
        if (shardBytes <= 0 || shuffleBytes <= 0) {
            throw new IllegalArgumentException("shards of %d bytes and a shuffle buffer of %d; both must be positive"
                    .formatted(shardBytes, shuffleBytes));
        }
    }

    public static PackingSpec withSeed(long seed) {
        return new PackingSpec(seed, DEFAULT_HELD_OUT_SHARE, DEFAULT_SHARD_BYTES, DEFAULT_SHUFFLE_BYTES);
    }
}
