/**
 * Audits: which hops are re-executed, what becomes of each audit, and how far an honest re-execution may be off. In:
 * the epoch's secret, verdicts of validators, comparisons, and the time. Out: the next state of an audit with the
 * reason, and bars. Next door: {@link dev.iota.core.wire} has what crosses the wire, {@link dev.iota.core.admission}
 * what a confirmed audit costs.
 */
@NullMarked
package dev.iota.core.audit;

import org.jspecify.annotations.NullMarked;
