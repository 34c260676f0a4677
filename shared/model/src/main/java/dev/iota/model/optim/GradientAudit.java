package dev.iota.model.optim;

/**
 * What a backward shows of the gradient of its one microbatch, before clipping and averaging.
 *
 * @param norms Euclidean norm of each parameter's gradient, in the order of the stage's parameters
 * @param samples gradient at the {@link WeightPositions} of the backward's seed
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, compared element by element
public record GradientAudit(float[] norms, float[] samples) {}
