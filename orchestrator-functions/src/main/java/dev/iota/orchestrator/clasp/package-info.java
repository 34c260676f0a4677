/**
 * Who raises the loss or is off in the sizes of its tensors, as the orchestrator writes it down.
 * {@link dev.iota.orchestrator.clasp.EpochPathways} reads the pathways of an epoch that is over,
 * {@link dev.iota.orchestrator.clasp.ClaspEpochs} writes what follows from them once, in order, and
 * {@link dev.iota.orchestrator.clasp.Suspicions} says whom the newest looks suspect. Next door:
 * {@code dev.iota.core.clasp} and {@code dev.iota.core.magnitude}, the statistics, and
 * {@link dev.iota.orchestrator.audit}, which draws those miners' work more often; nothing else follows from it.
 */
@NullMarked
package dev.iota.orchestrator.clasp;

import org.jspecify.annotations.NullMarked;
