package dev.iota.core.magnitude;

import dev.iota.core.clasp.Seat;

/**
 * A miner in a stage that is suspected for the sizes of its tensors.
 *
 * @param reason in a sentence
 */
public record SizeSuspicion(Seat seat, String reason) {}
