/**
 * What miners earned, as the orchestrator writes it down. {@link dev.iota.orchestrator.score.EvidenceReader} reads what
 * an epoch's ledger follows from, {@link dev.iota.orchestrator.score.EpochLedgers} writes each ledger once, in order.
 * Next door: {@code dev.iota.core.score}, the arithmetic, and {@link dev.iota.orchestrator.epoch}, which says what was
 * accepted.
 */
@NullMarked
package dev.iota.orchestrator.score;

import org.jspecify.annotations.NullMarked;
