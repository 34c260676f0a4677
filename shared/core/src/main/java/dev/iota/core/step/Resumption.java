package dev.iota.core.step;

/**
 * From where a registration of a miner went on.
 *
 * @param registration its number
 * @param epoch in which it registered, or that it went on into
 * @param step of that epoch that its first weights had gone through; 0 for the weights of the epoch's start
 */
public record Resumption(long registration, int epoch, int step) {}
