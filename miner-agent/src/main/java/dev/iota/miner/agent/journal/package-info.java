/**
 * What a miner computed since its newest snapshot, on its disk: from it the same bits are computed again after a crash.
 * Next door: {@link dev.iota.miner.agent.snapshot}, which it begins from.
 */
@NullMarked
package dev.iota.miner.agent.journal;

import org.jspecify.annotations.NullMarked;
