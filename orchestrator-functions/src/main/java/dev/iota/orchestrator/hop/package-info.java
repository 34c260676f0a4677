/**
 * Work for microbatches: routing, leases, the one write of a hop and the slots that follow it, and what comes back of
 * lost work. Next door:
 * {@link dev.iota.orchestrator.event}, where answers arrive.
 */
@NullMarked
package dev.iota.orchestrator.hop;

import org.jspecify.annotations.NullMarked;
