/** What a miner measures: rates, seconds waited for the network, bytes moved for a merge. */
@NullMarked
package dev.iota.miner.agent.metrics;

import org.jspecify.annotations.NullMarked;
