package dev.iota.core.epoch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion.Excluded;
import dev.iota.core.merge.shard.Lapsed;
import dev.iota.core.merge.shard.ShardLedger;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork.State;
import java.time.Duration;
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
 * @param effectiveBatch B_eff, microbatches that count; of several stages the fewest, since each goes through them all.
 *     A stage that merged nothing is left out of that
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

    /**
     * Those of one stage.
     *
     * @param inspected its shards of the inspection
     * @param merged its shards of the merge
     * @param lease how long a lease of a shard lasts
     */
    public static EpochFigures of(
            StageMerge stage, List<ShardState> inspected, List<ShardState> merged, Duration lease) {
        var ledger = new ShardLedger(
                Round.MERGE, merged.stream().map(ShardState::work).toList());
        var works = Stream.concat(inspected.stream(), merged.stream())
                .map(ShardState::work)
                .toList();
        var exclusion = stage.exclusion().orElseThrow();
        return new EpochFigures(
                merged.size(),
                merged.size() - ledger.byMergeFunction(),
                ledger.releases(),
                ledger.byMergeFunction(),
                merged.size() - ledger.count(State.STORED),
                merged.stream().mapToInt(shard -> shard.check().recomputed()).sum(),
                exclusion.excluded(),
                stage.wrong(),
                Lapsed.in(works, lease),
                exclusion.effectiveBatch());
    }

    /**
     * Something that a miner did wrong in a merge.
     *
     * @param loads how heavy it weighs, see {@link dev.iota.core.run.ConductSpec}
     */
    public record MergeFault(Hotkey hotkey, double loads, String reason) {}

    /**
     * The faults in it: first what was wrong, then what did not come.
     *
     * @param loads of a wrong upload or result
     */
    public List<MergeFault> faults(int epoch, double loads) {
        return Stream.concat(
                        Stream.concat(excluded.stream().filter(e -> !e.isIdle()), wrong.stream())
                                .map(culprit -> new MergeFault(culprit.hotkey(), loads, culprit.reason())),
                        lapsed.stream()
                                .map(lease -> new MergeFault(
                                        lease.hotkey(),
                                        lease.loads(),
                                        "%d of %d shards that it was leased in the merge of epoch %d went to others"
                                                .formatted(lease.shards(), lease.of(), epoch))))
                .toList();
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
                fewest(effectiveBatch, other.effectiveBatch));
    }

    private static long fewest(long one, long other) {
        return one == 0 || other == 0 ? one + other : Math.min(one, other);
    }
}
