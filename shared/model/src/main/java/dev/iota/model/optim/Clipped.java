package dev.iota.model.optim;

/**
 * How the gradient of a stage was clipped.
 *
 * @param stage whose parameters
 * @param gradientNorm Euclidean norm of the averaged gradient
 * @param factor it was multiplied with; 1 if the norm was within its limit
 */
public record Clipped(int stage, float gradientNorm, double factor) {}
