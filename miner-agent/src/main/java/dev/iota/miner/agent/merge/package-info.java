/**
 * A miner's part in merging its stage: it inspects and merges the shards that it is leased. Next door: {@link
 * dev.iota.miner.agent.disk}, the files that it reads blocks from.
 */
@NullMarked
package dev.iota.miner.agent.merge;

import org.jspecify.annotations.NullMarked;
