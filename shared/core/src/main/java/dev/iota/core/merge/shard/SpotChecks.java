package dev.iota.core.merge.shard;

import dev.iota.core.base.Decision;
import dev.iota.core.merge.shard.ShardWork.State;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Which agreed blocks of a round the merge function computes again. Drawn for a shard after both of its results are in,
 * each block with probability q; one mismatch raises q to 1 for the round, for shards that were drawn for already, too.
 *
 * @param share q
 * @param considered shards that were drawn for with this q
 * @param drawn blocks to recompute
 */
public record SpotChecks(double share, Set<Integer> considered, Set<Recomputation> drawn) {
    public SpotChecks {
        considered = Set.copyOf(considered);
        drawn = Set.copyOf(drawn);
    }

    /** The start of a round. */
    public static SpotChecks start(double share) {
        return new SpotChecks(share, Set.of(), Set.of());
    }

    /**
     * Draws for a shard on which two miners agree.
     *
     * @param random that no miner can foresee
     */
    public Decision<SpotChecks> draw(ShardWork work, RandomGenerator random) {
        var shard = work.shard();
        if (work.state() != State.AGREED && work.state() != State.STORED) {
            return Decision.unchanged(this, "shard %d is %s: nothing to check yet", shard.index(), work.state());
        }
        if (work.isByMergeFunction()) {
            return Decision.unchanged(this, "shard %d was done by the merge function", shard.index());
        }
        if (considered.contains(shard.index())) {
            return Decision.unchanged(this, "drawn for shard %d already", shard.index());
        }
        var blocks = new HashSet<>(drawn);
        for (var block = shard.firstBlock(); block < shard.endBlock(); block++) {
            if (random.nextDouble() < share) {
                blocks.add(new Recomputation(shard.index(), block));
            }
        }
        var shards = new HashSet<>(considered);
        shards.add(shard.index());
        return Decision.changed(
                new SpotChecks(share, shards, blocks),
                "%d blocks of shard %d are recomputed, with q %s",
                blocks.size() - drawn.size(),
                shard.index(),
                share);
    }

    /** A block that two miners agreed on was wrong. */
    public Decision<SpotChecks> mismatch(Recomputation wrong) {
        if (share == 1) {
            return Decision.unchanged(this, "every block is recomputed already");
        }
        return Decision.changed(
                new SpotChecks(1, Set.of(), drawn),
                "two owners agreed on a wrong block %d of shard %d: every agreed block is recomputed",
                wrong.block(),
                wrong.shard());
    }

    /** A shard is done again: what was drawn for it says nothing about its next results. */
    public SpotChecks again(int shard) {
        var shards = new HashSet<>(considered);
        shards.remove(shard);
        var blocks = new HashSet<>(drawn);
        blocks.removeIf(block -> block.shard() == shard);
        return new SpotChecks(share, shards, blocks);
    }
}
