package dev.iota.core.microbatch;

/** Why a microbatch goes from one state to another. {@link TransitionTable} says which ways each cause opens. */
enum Cause {
    /** A miner is given the hop. */
    LEASE,
    /** The miner that has the hop is alive. */
    EXTENSION,
    /** The miner that was given the hop turned out to have no room, and was not told of it. */
    WITHDRAWAL,
    /** The lease ran out. */
    EXPIRY,
    /** The miner that has the hop is not heard of any more. */
    SILENCE,
    /** A miner registered again: its earlier process is gone, and so is what that computed. */
    FENCE,
    /** A miner did the forward. */
    FORWARD,
    /** A miner did the backward. */
    BACKWARD,
    /** A miner could not do the hop. */
    REFUSAL,
    /** A miner could not do the hop, and what it was to read is not what its producer said. */
    BAD_INPUT,
    /** The epoch ended. */
    EPOCH_OVER
}
