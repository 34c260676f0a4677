/**
 * Who does the next hop, for how long, and what happens when no miner does it. In: microbatches, what is on record
 * about miners, a random source. Out: a lease with the reason, new microbatches, timers. Next door:
 * {@link dev.iota.core.microbatch} has the transitions of what is routed, {@link dev.iota.core.admission} how miners
 * treat their work.
 */
@NullMarked
package dev.iota.core.routing;

import org.jspecify.annotations.NullMarked;
