package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;

/**
 * An optimiser step on record.
 *
 * @param signed as its miner signed it, so that anybody can see what it says its microbatches were computed from
 * @param discarded whether it was lost: a later registration went on from before it
 */
public record StepRecord(SignedEvent signed, Event.StepDone step, boolean discarded) {
    public Hotkey hotkey() {
        return signed.hotkey();
    }
}
