/**
 * What can go wrong between a miner and the cloud, and how long to wait before the next try. Next door:
 * {@link dev.iota.miner.agent.link}, whose calls fail so.
 */
@NullMarked
package dev.iota.miner.agent.failure;

import org.jspecify.annotations.NullMarked;
