package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;

/**
 * What a shard was merged from, and what came of it.
 *
 * @param shard index in the plan
 * @param peak of the schedule of the learning rate in this epoch, which an operator may change between two epochs
 * @param plan a {@link dev.iota.core.epoch.RoundPlan} with this shard and the uploads that count; of their parts those
 *     can be read that hold blocks of it
 * @param result a {@link dev.iota.core.epoch.StageCheckpoint}: the state that the merge made
 */
public record ShardEvidence(int shard, double peak, Source plan, Source result) implements AuditMaterial {
    public ShardEvidence {
        if (shard < 0) {
            throw new MalformedException("shard %d; shards are counted from 0".formatted(shard));
        }
        if (!(peak > 0 && Double.isFinite(peak))) {
            throw new MalformedException("the learning rate is %s".formatted(Double.toString(peak)));
        }
    }
}
