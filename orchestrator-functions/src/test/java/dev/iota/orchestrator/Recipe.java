package dev.iota.orchestrator;

import java.util.Arrays;
import java.util.List;

/** What training makes of the weights that an epoch starts from. */
@FunctionalInterface
public interface Recipe {
    /** @param microbatches that were accumulated in the epoch */
    float[] train(float[] start, List<Long> microbatches);

    /** The same value everywhere. */
    static Recipe of(float value) {
        return (start, microbatches) -> {
            var weights = new float[start.length];
            Arrays.fill(weights, value);
            return weights;
        };
    }
}
