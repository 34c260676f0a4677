package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.wire.Event;
import java.time.Instant;

/**
 * An answer of a miner that counts.
 *
 * @param slot that the hop takes up
 * @param registration under which the miner was given the hop
 * @param sender what was on record of the miner after the microbatch was read
 */
public record HopAnswer(Slot slot, long registration, MinerRecord sender, Event.OfHop event) {
    /** Whether the slot is on record, whose mark lets the answer be counted after the microbatch, and once. */
    boolean isMarked() {
        return sender.mark(slot).isPresent();
    }

    /** The miner is alive, under the registration that answered. */
    MinerChange heard(MinerChange change, Instant now) {
        return change.under(registration).heard(slot.stage(), now);
    }

    /** Seconds that the device was busy. */
    double seconds() {
        return switch (event) {
            case Event.ForwardDone done -> done.seconds();
            case Event.BackwardDone done -> done.seconds();
            case Event.Refused refused -> 0;
            case Event.InputBad bad -> 0;
        };
    }

    /** Counts what was done. */
    void count(MinerChange change, Instant now) {
        switch (event) {
            case Event.ForwardDone done -> change.forward(done.seconds(), now);
            case Event.BackwardDone done -> change.backward(done.seconds(), now);
            case Event.Refused refused -> {}
            case Event.InputBad bad -> {}
        }
    }
}
