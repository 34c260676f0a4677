package dev.iota.local.runner.chaos;

import java.time.Duration;
import java.util.Locale;

/** What a run is doing when a fault strikes. */
enum RunPhase {
    /** The process has just been started. */
    START(6),
    /** Microbatches are on their way. */
    TRAINING(8),
    /** Miners upload what the epoch taught them. */
    COLLECTING(1),
    /** Uploads are looked at and merged. */
    MERGING(1),
    /** The next epoch has begun, and miners load what it starts from. */
    LOADING(2),
    /** The runner collects the weights and evaluates them. */
    FINISHING(8);

    private final Duration length;

    RunPhase(long seconds) {
        this.length = Duration.ofSeconds(seconds);
    }

    /** How long it lasts at least, with the model that is trained here: a fault strikes at random within it. */
    Duration length() {
        return length;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
