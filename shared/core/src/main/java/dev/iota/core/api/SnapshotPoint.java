package dev.iota.core.api;

import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Event;

/**
 * How far it goes what a miner's disk holds of an epoch.
 *
 * @param step up to and including this one it has all steps; 0 for none
 * @param open microbatches whose gradients it has for the step after that one: all that it said are to be in it
 */
public record SnapshotPoint(int epoch, int stage, int step, int open) {
    public SnapshotPoint {
        if (open < 0 || open > Event.MAX_ENTRIES) {
            throw new MalformedException(
                    "a step of %d microbatches is open; wanted 0 to %d".formatted(open, Event.MAX_ENTRIES));
        }
    }

    /** Of one that holds nothing but steps. */
    public static SnapshotPoint after(int epoch, int stage, int step) {
        return new SnapshotPoint(epoch, stage, step, 0);
    }
}
