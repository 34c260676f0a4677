/**
 * What a miner says of itself: what it does, what it waits for and why, how fast it is, and what it answered last. The
 * agent's threads tell {@link dev.iota.miner.agent.view.Activity} what they are at; {@link
 * dev.iota.miner.agent.view.MinerHealth} leaves, for /health, the log and the command {@code status}. It knows nothing
 * of what it shows. Next door: {@link dev.iota.miner.agent.metrics}, what is counted.
 */
@NullMarked
package dev.iota.miner.agent.view;

import org.jspecify.annotations.NullMarked;
