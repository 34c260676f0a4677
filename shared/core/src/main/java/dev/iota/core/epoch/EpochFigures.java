package dev.iota.core.epoch;

import dev.iota.core.merge.inspect.Exclusion.Excluded;
import dev.iota.core.merge.shard.Lapsed;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the merge of an epoch took, of one stage or of all.
 *
 * @param shards of the plans
 * @param shardsAgreed on which two miners agree
 * @param shardsReleased leases to others than owners by plan
 * @param shardsByMergeFunction which the merge function did
 * @param shardsLost that nobody did; the merge function leaves none
 * @param blocksRecomputed by the merge function, to see whether two owners lied
 * @param excluded uploads that were left out
 * @param wrong miners whose result of a shard was wrong
 * @param lapsed miners that let leases of shards run out
 * @param effectiveBatch B_eff, microbatches that count
 */
public record EpochFigures(
        int shards,
        int shardsAgreed,
        int shardsReleased,
        int shardsByMergeFunction,
        int shardsLost,
        int blocksRecomputed,
        List<Excluded> excluded,
        List<Excluded> wrong,
        List<Lapsed> lapsed,
        long effectiveBatch) {
    public static final EpochFigures NONE = new EpochFigures(0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(), 0);

    public EpochFigures {
        excluded = List.copyOf(excluded);
        wrong = List.copyOf(wrong);
        lapsed = List.copyOf(lapsed);
    }

    /** Those of both. */
    public EpochFigures plus(EpochFigures other) {
        return new EpochFigures(
                shards + other.shards,
                shardsAgreed + other.shardsAgreed,
                shardsReleased + other.shardsReleased,
                shardsByMergeFunction + other.shardsByMergeFunction,
                shardsLost + other.shardsLost,
                blocksRecomputed + other.blocksRecomputed,
                Stream.concat(excluded.stream(), other.excluded.stream()).toList(),
                Stream.concat(wrong.stream(), other.wrong.stream()).toList(),
                Stream.concat(lapsed.stream(), other.lapsed.stream()).toList(),
                effectiveBatch + other.effectiveBatch);
    }
}
