package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;

/**
 * An optimiser step on record.
 *
 * @param discarded whether it was lost: a later registration went on from before it
 */
public record StepRecord(Hotkey hotkey, Event.StepDone step, boolean discarded) {}
