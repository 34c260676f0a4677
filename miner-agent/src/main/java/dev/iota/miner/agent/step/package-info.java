/**
 * The step rule: which microbatches a step admits, what it contains, what was applied before, the warm-up of the
 * optimiser. Next door: {@link dev.iota.miner.agent.snapshot}, which keeps steps over a crash.
 */
@NullMarked
package dev.iota.miner.agent.step;

import org.jspecify.annotations.NullMarked;
