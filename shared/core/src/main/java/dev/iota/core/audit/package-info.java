/**
 * Audits: which hops are re-executed, what becomes of each audit, and how far an honest re-execution may be off. In: the
 * epoch's secret, verdicts of validators, comparisons, and the time. Out: the next state of an audit with the reason,
 * and bars. {@link dev.iota.core.run} has what the run says of them, {@link dev.iota.core.wire} what crosses the wire.
 */
@NullMarked
package dev.iota.core.audit;

import org.jspecify.annotations.NullMarked;
