package dev.iota.core.microbatch;

/** What is left to try when a miner could not do its hop. */
public enum Recourse {
    /** Another live miner of the stage, which has not refused the hop yet. */
    ANOTHER_MINER,
    /** Every live miner of the stage refused the hop. */
    NO_OTHER_MINER,
    /** The object that the miner was to read is not what is on record: the hop that made it is done again. */
    PRODUCER
}
