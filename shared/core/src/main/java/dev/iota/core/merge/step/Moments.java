package dev.iota.core.merge.step;

/** What becomes of the moments of a miner's optimiser when an epoch of {@code diloco} begins. */
public enum Moments {
    /** They stay with the miner: a step depends on what nobody else knows, and cannot be repeated. */
    KEPT,
    /**
     * They begin at zero with every epoch, and its first steps are short: what a miner did in an epoch follows from the
     * published state and from objects that others can read.
     */
    RESTARTED
}
