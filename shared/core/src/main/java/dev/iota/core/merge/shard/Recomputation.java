package dev.iota.core.merge.shard;

/**
 * A block that the merge function computes for itself.
 *
 * @param shard index in the plan
 * @param block of the stage
 */
public record Recomputation(int shard, int block) {}
