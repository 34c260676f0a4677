package dev.iota.core.microbatch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;

/**
 * A miner that could not do the hop at which a microbatch is. Whether that was its fault is known when another miner
 * does the same hop.
 */
public record HopRefusal(Hotkey hotkey, Kind kind) {
    /** What a miner says is in the way. */
    public enum Kind {
        /** What it computed is not finite. */
        NOT_FINITE,
        /** The forward that it did again differs too much from the stored one. */
        RESCUE_DIFFERS,
        /** The input is missing, or is not what it should be. */
        BAD_INPUT,
        /** Something else, which may be over the next time. */
        UNABLE;

        /** Whether the same miner would refuse the same hop again. */
        boolean isLasting() {
            return this == NOT_FINITE || this == RESCUE_DIFFERS;
        }

        /** What an event says, whatever the microbatch. */
        public static Kind of(Event.OfHop event) {
            return switch (event) {
                case Event.InputBad bad -> BAD_INPUT;
                case Event.Refused refused ->
                    switch (refused.cause()) {
                        case NOT_FINITE -> NOT_FINITE;
                        case RESCUE_DIFFERS -> RESCUE_DIFFERS;
                        case UNABLE -> UNABLE;
                    };
                case Event.ForwardDone done ->
                    throw new IllegalArgumentException("a forward that is done is no refusal");
                case Event.BackwardDone done ->
                    throw new IllegalArgumentException("a backward that is done is no refusal");
            };
        }
    }
}
