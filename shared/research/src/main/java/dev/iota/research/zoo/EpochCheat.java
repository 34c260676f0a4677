package dev.iota.research.zoo;

import java.io.IOException;

/** How an epoch is not worked through as it should be, though every hop is computed rightly. */
enum EpochCheat {
    NO_STEP("computes every hop and step rightly, and uploads what it began with", 1, 1),
    HALF("leaves out half of its microbatches when it learns", 2, 1),
    FAST("takes a rate ten times as high", 1, 10),
    OTHER("computes every hop and step rightly, and uploads what another miner learned", 1, 1);

    private final String text;
    private final int every;
    private final double rate;

    EpochCheat(String text, int every, double rate) {
        this.text = text;
        this.every = every;
        this.rate = rate;
    }

    /** What it does, as the rest of a sentence. */
    String text() {
        return text;
    }

    /** What it stores and reports of an epoch. */
    EpochLeft commit(EpochCase work, EpochLeft other, EpochEngine engine) throws IOException {
        var left = engine.work(work, every, rate);
        return switch (this) {
            case NO_STEP -> new EpochLeft(left.steps(), engine.start());
            case OTHER -> new EpochLeft(left.steps(), other.weights());
            case HALF, FAST -> left;
        };
    }
}
