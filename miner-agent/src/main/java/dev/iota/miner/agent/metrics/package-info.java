/**
 * What a miner measures: rates, seconds that the device was busy, bytes moved for hops and for a merge. Counts enter
 * from everywhere in the agent; meters leave for heartbeats and {@link dev.iota.miner.web}.
 */
@NullMarked
package dev.iota.miner.agent.metrics;

import org.jspecify.annotations.NullMarked;
