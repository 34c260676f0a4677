package dev.iota.model.engine;

/**
 * A backward whose forward was another miner's.
 *
 * @param outputDifference relative L2 difference of the output computed here from the one that was stored
 * @param backward its gradients
 */
public record RecomputedBackward(double outputDifference, BackwardResult backward) {}
