/**
 * Who owns which shard. The hotkeys of a stage's uploads, its number of blocks and a committed seed enter; shards
 * with two owners each leave, dealt so that neither side can aim. Next door: {@link dev.iota.core.merge.shard}, what
 * becomes of a shard.
 */
@NullMarked
package dev.iota.core.merge.plan;

import org.jspecify.annotations.NullMarked;
