/**
 * How a miner keeps its place in a run: it registers and renews. Next door: {@link dev.iota.agent.link}, the calls
 * themselves.
 */
@NullMarked
package dev.iota.miner.agent.link;

import org.jspecify.annotations.NullMarked;
