package dev.iota.model.engine;

/**
 * What the tail yields of a microbatch.
 *
 * @param loss mean cross entropy over its targets, in nats
 * @param backward its gradients
 */
public record TailResult(float loss, BackwardResult backward) {}
