package dev.iota.miner.agent;

import dev.iota.miner.agent.merge.ShardQueue;

/**
 * What works at a stage once its engine is there: the device, the merge beside it, the inbox that feeds both, and how
 * the miner leaves.
 */
record StageParts(Device device, ShardQueue shards, Inbox inbox, Leaving leaving) {}
