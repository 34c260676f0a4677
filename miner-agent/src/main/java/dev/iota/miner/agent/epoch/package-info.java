/**
 * The two ends of an epoch on a miner: what it uploads when one ends, and the state that it loads when the next
 * begins. Next door: {@link dev.iota.miner.agent.merge}, what happens in between.
 */
@NullMarked
package dev.iota.miner.agent.epoch;

import org.jspecify.annotations.NullMarked;
