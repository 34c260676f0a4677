/**
 * Audits: which work is done again by validators, and what becomes of each such audit. In: a hop that was recorded, the
 * secret of its epoch, verdicts, and the time. Out: the audits that are drawn, their next state and the reason. Next
 * door: {@link dev.iota.core.microbatch}, whose hops are audited, and {@link dev.iota.core.admission}, where a confirmed
 * audit counts against a miner.
 */
@NullMarked
package dev.iota.core.audit;

import org.jspecify.annotations.NullMarked;
