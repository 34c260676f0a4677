package dev.iota.core.divergence;

/**
 * A run that stopped by itself.
 *
 * @param reason one sentence: where it was, at which learning rate, what was seen, and what to do
 * @param from the newest epoch that started from good weights: the run can go on from there
 */
public record Halt(String reason, int from) {}
