package dev.iota.model.optim;

import java.util.List;

/**
 * An optimiser step that was made.
 *
 * @param number of the step, counted from 1 since the first weights
 * @param microbatches whose gradients it averaged, in the order in which they came
 * @param learningRate that it used
 * @param clipped one entry for each clipping group; a stage has one
 */
public record StepResult(long number, List<Long> microbatches, double learningRate, List<Clipped> clipped) {

    public StepResult {
        microbatches = List.copyOf(microbatches);
        clipped = List.copyOf(clipped);
    }

    /** Euclidean norm of the averaged gradient over all groups. */
    public double gradientNorm() {
        return Math.sqrt(clipped.stream()
                .mapToDouble(group -> (double) group.gradientNorm() * group.gradientNorm())
                .sum());
    }
}
