package dev.iota.core.merge.step;

import static dev.iota.core.base.InvalidSpecException.require;

/**
 * AdamW (Loshchilov and Hutter 2019) with clipping by the global norm.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled decay of matrices; norms and embeddings have none
 * @param clip largest gradient norm of the whole model; a stage takes its part by √(parameters of the stage / of
 *     the model)
 */
public record AdamWSpec(double beta1, double beta2, double epsilon, double weightDecay, double clip) {

    public AdamWSpec {
        require(beta1 >= 0 && beta1 < 1, "training.adamW.beta1 is %s; wanted 0 ≤ β < 1", beta1);
        require(beta2 >= 0 && beta2 < 1, "training.adamW.beta2 is %s; wanted 0 ≤ β < 1", beta2);
        require(epsilon > 0, "training.adamW.epsilon is %s; it must be positive", epsilon);
        require(weightDecay >= 0, "training.adamW.weightDecay is %s; it must not be negative", weightDecay);
        require(clip > 0, "training.adamW.clip is %s; it must be positive", clip);
    }
}
