package dev.iota.miner.agent.view;

import dev.iota.core.wire.Precision;

/**
 * What a miner has to do, and with what.
 *
 * @param stages of the run
 * @param slots microbatches that it can hold
 */
public record Post(String run, int stage, int stages, int slots, Device device, Load load) {
    /** What computes. */
    public record Device(String name, int threads, Precision precision) {}

    /** One microbatch, forward and backward. */
    public record Load(int tokens, double flop) {}
}
