package dev.iota.core.api.view;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in a run, with the reason.
 *
 * @param id follows from what happened: one thing has one id
 * @param hotkey of the miner or validator that it happened to; none if it happened to none
 * @param stage where it happened; none if it happened to the run
 * @param epoch in which it happened; none where that means nothing
 */
public record RunEvent(
        String id,
        Kind kind,
        Instant at,
        String reason,
        Optional<Hotkey> hotkey,
        Optional<Integer> stage,
        Optional<Integer> epoch) {

    /** What can happen. */
    public enum Kind {
        MINER_REGISTERED,
        /** A miner was not heard of for too long. */
        MINER_SILENT,
        MINER_EVICTED,
        MINER_REINSTATED,
        VALIDATOR_REGISTERED,
        /** No live miner could do it, several times. */
        MICROBATCH_LOST,
        /** Nothing of a stage was merged: its training in the epoch was for nothing. */
        STAGE_CARRIED_OVER,
        EPOCH_PUBLISHED,
        AUDIT_CONFIRMED,
        /** Validators disagree. */
        AUDIT_DISPUTED,
        /** The owner of the run told it to do something else. */
        RUN_ORDERED,
        /** The run stopped by itself. */
        RUN_HALTED,
        /** The run went on from what an earlier epoch started from. */
        RUN_WENT_BACK
    }

    public RunEvent {
        reason = View.bounded(reason);
    }

    public static RunEvent of(String id, Kind kind, Instant at, String reason) {
        return new RunEvent(id, kind, at, reason, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same, of a miner or a validator. */
    public RunEvent of(Hotkey whom) {
        return new RunEvent(id, kind, at, reason, Optional.of(whom), stage, epoch);
    }

    /** The same, in a stage. */
    public RunEvent inStage(int where) {
        return new RunEvent(id, kind, at, reason, hotkey, Optional.of(where), epoch);
    }

    /** The same, in an epoch. */
    public RunEvent inEpoch(int when) {
        return new RunEvent(id, kind, at, reason, hotkey, stage, Optional.of(when));
    }
}
