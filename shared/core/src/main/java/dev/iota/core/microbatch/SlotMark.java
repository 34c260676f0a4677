package dev.iota.core.microbatch;

/**
 * What is on record of a slot in use. It lets everything that happens to the slot happen once, whoever does it and
 * however often.
 *
 * @param version of the microbatch when the slot was taken
 * @param forward whether the miner's forward was counted
 */
public record SlotMark(long version, boolean forward) {
    /** As one number, which conditions compare: below zero once the forward was counted. */
    public long number() {
        return forward ? -version : version;
    }

    /** The same once the forward was counted. */
    public SlotMark counted() {
        return new SlotMark(version, true);
    }

    public static SlotMark of(long number) {
        return new SlotMark(Math.abs(number), number < 0);
    }
}
