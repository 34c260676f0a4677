/**
 * Two results of every shard: its state, the table of its transitions, what to do next, spot checks, and the
 * arbitration between results that differ. Next door: {@link dev.iota.core.merge.plan}, which deals shards, and
 * {@link dev.iota.core.epoch}, whose phases end when all shards are done.
 */
@NullMarked
package dev.iota.core.merge.shard;

import org.jspecify.annotations.NullMarked;
