/**
 * A microbatch on its way through the stages: its state, its transitions, its receipt. In: leases, events of miners,
 * and the time. Out: the next state and the reason. Next door: {@link dev.iota.core.routing} says who gets the next
 * hop.
 */
@NullMarked
package dev.iota.core.microbatch;

import org.jspecify.annotations.NullMarked;
