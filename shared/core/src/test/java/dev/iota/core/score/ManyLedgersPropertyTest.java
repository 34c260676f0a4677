package dev.iota.core.score;

import org.junit.jupiter.api.Tag;

/** The same of four times as many. */
@Tag("long")
class ManyLedgersPropertyTest extends LedgerProperty {
    ManyLedgersPropertyTest() {
        super(200);
    }
}
