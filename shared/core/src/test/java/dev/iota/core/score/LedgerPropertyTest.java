package dev.iota.core.score;

/** Fifty runs for each property. */
class LedgerPropertyTest extends LedgerProperty {
    LedgerPropertyTest() {
        super(50);
    }
}
