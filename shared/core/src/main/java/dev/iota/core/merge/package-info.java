/**
 * The butterfly all-reduce of a stage. Pure: no clock, no random source, no I/O of its own; miner and merge function
 * run the same classes. Here are only the modes and options; the packages below follow the bytes: {@code upload}
 * (what a miner sends) in a {@code codec}, {@code plan} (who owns which shard), {@code inspect} (which uploads
 * count), {@code aggregate} (the arithmetic), {@code step} (the outer step), {@code shard} (two results of every
 * shard, and who is wrong when they differ).
 */
@NullMarked
package dev.iota.core.merge;

import org.jspecify.annotations.NullMarked;
