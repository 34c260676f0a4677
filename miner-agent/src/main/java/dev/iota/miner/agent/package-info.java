/**
 * A running miner. Work comes through the {@link dev.iota.miner.agent.Inbox}, is fetched, computed by the one thread that owns the
 * engine, and published; the three overlap, so that the device never waits for the network while work is queued.
 */
@NullMarked
package dev.iota.miner.agent;

import org.jspecify.annotations.NullMarked;
