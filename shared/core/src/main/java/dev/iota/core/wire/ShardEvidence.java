package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;

/**
 * What a shard was merged from, and what came of it.
 *
 * @param shard index in the plan
 * @param plan a {@link dev.iota.core.epoch.RoundPlan} that says which uploads count
 * @param result a {@link dev.iota.core.epoch.StageCheckpoint}: the state that the merge made
 */
public record ShardEvidence(int shard, Source plan, Source result) implements AuditMaterial {
    public ShardEvidence {
        if (shard < 0) {
            throw new MalformedException("shard %d; shards are counted from 0".formatted(shard));
        }
    }
}
