/**
 * Audits: drawn with the hop that they are about, leased to validators, decided by what these say. Enters: a backward
 * that is recorded, the heartbeats and verdicts of validators, the time. Leaves: work in the inboxes of validators, and
 * faults of miners. Next door: {@link dev.iota.orchestrator.event}, which draws, and {@link
 * dev.iota.orchestrator.member}, which evicts.
 */
@NullMarked
package dev.iota.orchestrator.audit;

import org.jspecify.annotations.NullMarked;
