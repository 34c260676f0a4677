package dev.iota.core.epoch;

/**
 * A stage whose state went unchanged into the next epoch: what was trained of it starts again.
 *
 * @param reason why nothing was merged
 */
public record CarriedOver(int stage, String reason) {}
