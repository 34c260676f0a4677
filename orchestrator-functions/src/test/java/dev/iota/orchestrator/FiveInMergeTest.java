package dev.iota.orchestrator;

import org.junit.jupiter.api.Tag;

/** The same with five miners, and more shards than that. */
@Tag("long")
class FiveInMergeTest extends ByzantineMerge {
    FiveInMergeTest() {
        super(5);
    }
}
