/** What can go wrong, and how long to wait before the next try. */
@NullMarked
package dev.iota.miner.agent.failure;

import org.jspecify.annotations.NullMarked;
