/**
 * The merge of a stage's replicas as the orchestrator does it. {@link dev.iota.orchestrator.merge.Stages} loads what
 * {@code StageTick} has to know, writes the next state on a condition and has the effects performed: plans, leases,
 * spot checks. Events and uploads of miners enter; work for miners and tasks for the merge function leave. Next door:
 * {@link dev.iota.orchestrator.epoch}, the phases of the whole run.
 */
@NullMarked
package dev.iota.orchestrator.merge;

import org.jspecify.annotations.NullMarked;
