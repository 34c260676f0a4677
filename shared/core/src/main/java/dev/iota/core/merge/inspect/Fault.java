package dev.iota.core.merge.inspect;

/** What can be wrong with the bytes of an upload. */
public enum Fault {
    /** A block is not what its manifest says. */
    HASH,
    /** A block cannot be decoded. */
    MALFORMED,
    /** An element is infinite or NaN. */
    NOT_FINITE,
    /** A second moment is negative. */
    NEGATIVE_MOMENT
}
