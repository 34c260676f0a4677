package dev.iota.core.merge.inspect;

import dev.iota.core.identity.Hotkey;
import java.util.Optional;

/**
 * What is known of an upload when it is decided which uploads count.
 *
 * @param microbatches accepted ones that its log contains, B_m
 * @param steps of its log that contain an accepted microbatch
 * @param fault what is wrong with its bytes
 * @param sumOfSquares ‖Δ_m‖²
 */
public record Inspected(Hotkey hotkey, int microbatches, int steps, Optional<Fault> fault, double sumOfSquares) {

    /** ‖Δ_m‖/√steps: a miner that took more steps moved further, about as a random walk does. */
    double normPerRootStep() {
        return Math.sqrt(sumOfSquares) / Math.sqrt(steps);
    }
}
