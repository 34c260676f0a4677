package dev.iota.core.divergence;

/**
 * How far the loss of a run was at a moment.
 *
 * @param epoch at that moment
 * @param completed microbatches of the run so far
 * @param lossSum of these, in nats per token
 */
public record LossSample(int epoch, long completed, double lossSum) {
    /** Mean loss of what was completed after another sample. */
    double meanSince(LossSample before) {
        return (lossSum - before.lossSum) / (completed - before.completed);
    }
}
