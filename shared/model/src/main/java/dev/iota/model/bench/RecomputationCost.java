package dev.iota.model.bench;

import java.util.Locale;

/**
 * What a microbatch costs that does not keep its graph: time of forward and backward in bfloat16 over that of one whose
 * graph is kept, medians over rounds.
 *
 * @param blockInputs with the inputs of the blocks kept: each block runs again before its backward
 * @param stageInput with the stage's input kept: all of it runs again, and then each block
 */
public record RecomputationCost(double blockInputs, double stageInput) {

    /** The result in a line. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "forward and backward over those with the graph kept: %.2f with block inputs kept, "
                        + "%.2f with the stage's input kept",
                blockInputs,
                stageInput);
    }
}
