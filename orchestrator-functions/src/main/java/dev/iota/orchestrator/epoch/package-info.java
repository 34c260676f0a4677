/**
 * The phases of a run's epoch as the orchestrator does them. {@link dev.iota.orchestrator.epoch.Epochs} loads what
 * {@code EpochTick} has to know, writes the next state on a condition and performs the effects; {@link
 * dev.iota.orchestrator.epoch.Publication} makes checkpoints of what stages merged. Next door: {@link
 * dev.iota.orchestrator.merge}, the phases of one stage.
 */
@NullMarked
package dev.iota.orchestrator.epoch;

import org.jspecify.annotations.NullMarked;
