package dev.iota.model.optim;

import dev.iota.core.merge.step.AdamWSpec;

/**
 * Constants of one AdamW step of some parameters.
 *
 * @param scale multiplies the gradient sum: the clip factor over the number of microbatches
 * @param number of the step, counted from 1, for the correction of the moments' bias
 */
record AdamWStep(
        double scale,
        long number,
        double learningRate,
        double beta1,
        double beta2,
        double weightDecay,
        double epsilon) {

    static AdamWStep of(AdamWSpec spec, double scale, long number, double learningRate, boolean decayed) {
        return new AdamWStep(
                scale,
                number,
                learningRate,
                spec.beta1(),
                spec.beta2(),
                decayed ? spec.weightDecay() : 0,
                spec.epsilon());
    }
}
