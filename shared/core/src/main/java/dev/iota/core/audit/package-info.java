/**
 * Audits: which hops are re-executed, and how far an honest re-execution may be off. {@link dev.iota.core.run} has what
 * the run says of them, {@link dev.iota.core.wire} what crosses the wire.
 */
@NullMarked
package dev.iota.core.audit;

import org.jspecify.annotations.NullMarked;
