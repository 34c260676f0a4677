/**
 * The butterfly all-reduce of a stage: what an upload is, who owns which shard, which uploads count, the arithmetic, and who is wrong
 * when two owners differ. Pure: no clock, no random source, no I/O of its own; miner and merge function run the same classes.
 */
@NullMarked
package dev.iota.core.merge;

import org.jspecify.annotations.NullMarked;
