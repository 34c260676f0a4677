/**
 * Weights, moments, applied ids and step log on the miner's disk, replaced atomically; a restarted miner goes on from
 * the newest.
 */
@NullMarked
package dev.iota.miner.agent.snapshot;

import org.jspecify.annotations.NullMarked;
