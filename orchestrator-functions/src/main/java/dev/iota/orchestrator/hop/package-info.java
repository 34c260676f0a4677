/**
 * Work for microbatches: routing, leases, the one transaction of a hop, and what comes back of lost work. Next door:
 * {@link dev.iota.orchestrator.event}, where answers arrive.
 */
@NullMarked
package dev.iota.orchestrator.hop;

import org.jspecify.annotations.NullMarked;
