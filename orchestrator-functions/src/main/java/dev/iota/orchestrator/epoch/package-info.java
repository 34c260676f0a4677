/**
 * The phases of an epoch: it begins, drains, publishes and is settled. It loads facts, asks core what is due, and
 * does it. Next door: {@link dev.iota.orchestrator.merge}, the phases of one stage.
 */
@NullMarked
package dev.iota.orchestrator.epoch;

import org.jspecify.annotations.NullMarked;
