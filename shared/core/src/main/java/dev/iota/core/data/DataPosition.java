package dev.iota.core.data;

/**
 * Where the tokens of a microbatch are.
 *
 * @param pass how often the data was gone through before, from 0 (an epoch of the data, not of the run)
 * @param shard index in the manifest's list of shards
 * @param record record of that shard
 */
public record DataPosition(long pass, int shard, int record) {}
