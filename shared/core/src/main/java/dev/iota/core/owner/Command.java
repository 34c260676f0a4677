package dev.iota.core.owner;

/** What the owner of a run may tell it. */
public enum Command {
    /** Let no microbatch start, and bring to its end what is under way. */
    PAUSE,
    /** Go on after a pause. */
    RESUME,
    /** End after this epoch. */
    STOP,
    /** End now; what the epoch trained is given up. */
    STOP_NOW,
    /** Go on, after a pause or after an end that its owner ordered. */
    START
}
