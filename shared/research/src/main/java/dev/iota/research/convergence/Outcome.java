package dev.iota.research.convergence;

/**
 * What came of a trial: a line of the file of outcomes.
 *
 * @param heldOutLoss of the merged weights, in nats per token
 * @param scaled uploads that were scaled down, of all stages and epochs
 * @param excluded uploads that were left out
 */
public record Outcome(Trial trial, double heldOutLoss, int scaled, int excluded, double seconds) {}
