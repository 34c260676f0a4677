/**
 * When a run has diverged and has to stop: what miners say of values that are not finite, and the loss over time. In:
 * reports and counts of completed microbatches. Out: the reason to halt, if there is one. Next door: {@link
 * dev.iota.core.microbatch} decides what becomes of the hop that a miner refused for it.
 */
@NullMarked
package dev.iota.core.divergence;

import org.jspecify.annotations.NullMarked;
