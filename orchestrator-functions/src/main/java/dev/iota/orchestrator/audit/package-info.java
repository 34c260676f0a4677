/**
 * Audits: drawn with the hop that they are about, or of a watched miner's epoch when that is published; leased to
 * validators, decided by what these say. Enters: a backward that is recorded, an epoch that is over, the heartbeats and
 * verdicts of validators, the time. Leaves: work in the inboxes of validators, and faults of miners. Next door: {@link
 * dev.iota.orchestrator.event}, which draws, {@link dev.iota.orchestrator.epoch}, which publishes, and {@link
 * dev.iota.orchestrator.member}, which evicts.
 */
@NullMarked
package dev.iota.orchestrator.audit;

import org.jspecify.annotations.NullMarked;
