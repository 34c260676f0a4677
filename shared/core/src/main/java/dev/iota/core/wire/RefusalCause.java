package dev.iota.core.wire;

/** Why a miner cannot do a hop. */
public enum RefusalCause {
    /** What it computed is not finite. */
    NOT_FINITE,
    /** The forward that it did again differs too much from the stored one. */
    RESCUE_DIFFERS,
    /** Anything else. */
    UNABLE
}
