package dev.iota.core.microbatch;

import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import java.util.Optional;

/**
 * What the record of a miner must learn from a microbatch. The microbatch is the truth and is written first; whoever
 * wrote it follows with the miner, and whoever finds that this did not happen makes up for it.
 */
public final class SlotRules {
    private SlotRules() {}

    /** What is to be done about a slot. */
    public sealed interface Due {
        /** The record says what the microbatch says. */
        record Nothing() implements Due {}

        /** The miner holds the microbatch, and its record does not say so. */
        record Take() implements Due {}

        /** The forward of the miner was accepted. */
        record CountForward() implements Due {}

        /**
         * The miner does not hold the microbatch any more.
         *
         * @param forward whether a forward of it is to be counted, too
         * @param backward whether its backward was accepted
         */
        record Release(boolean forward, boolean backward) implements Due {}
    }

    /**
     * What a slot needs.
     *
     * @param microbatch as it is, or was a moment ago: then what was marked since is left as it is
     * @param mark what the record of the miner says about the slot, if it is in use there
     */
    public static Due due(Microbatch microbatch, Slot slot, Optional<SlotMark> mark) {
        var holds = Holders.slots(microbatch).contains(slot);
        if (mark.isEmpty()) {
            return holds ? new Due.Take() : new Due.Nothing();
        }
        if (mark.get().version() > microbatch.version()) {
            return new Due.Nothing();
        }
        var counted = mark.get().forward();
        var own = isForwardOf(microbatch, slot);
        if (holds) {
            return own && !counted ? new Due.CountForward() : new Due.Nothing();
        }
        return new Due.Release(own && !counted, isBackwardOf(microbatch, slot));
    }

    /** How a slot is marked that is taken up now. An accepted forward of its miner was counted with an earlier one. */
    public static SlotMark mark(Microbatch microbatch, Slot slot) {
        return new SlotMark(microbatch.version(), isForwardOf(microbatch, slot));
    }

    /** Whether a forward of this miner is accepted: not the tail's, which counts with its backward, nor a rescue. */
    private static boolean isForwardOf(Microbatch microbatch, Slot slot) {
        if (!isHopOf(microbatch, slot)
                || microbatch.hops().get(slot.stage()).activation().isEmpty()) {
            return false;
        }
        var passed = microbatch.direction() == Direction.BACKWARD || microbatch.stage() > slot.stage();
        return passed
                && (!isBackwardOf(microbatch, slot)
                        || microbatch.hops().get(slot.stage()).rescue().isEmpty());
    }

    private static boolean isBackwardOf(Microbatch microbatch, Slot slot) {
        return isHopOf(microbatch, slot)
                && (microbatch.state() == State.COMPLETE
                        || (microbatch.direction() == Direction.BACKWARD && microbatch.stage() < slot.stage()));
    }

    private static boolean isHopOf(Microbatch microbatch, Slot slot) {
        return slot.stage() < microbatch.hops().size()
                && microbatch.hops().get(slot.stage()).hotkey().equals(slot.hotkey());
    }
}
