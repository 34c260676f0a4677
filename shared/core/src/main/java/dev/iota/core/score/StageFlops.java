package dev.iota.core.score;

import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;

/**
 * Floating-point operations of a stage, counted and not measured: the same for whoever counts them. A forward takes 2
 * for each weight of a linear map and token, and {@code 2 · T · d} a token and block for attention, the causal half of
 * {@code 4 · T · d} for scores and mixing; a backward takes twice that. Norms, activations, the embedding and the
 * optimiser are not counted.
 */
final class StageFlops {
    private static final long FORWARD_AND_BACKWARD = 3;
    private static final long MULTIPLY_AND_ADD = 2;

    private StageFlops() {}

    /** Of forward and backward of one microbatch. */
    static long of(ModelSpec model, int sequence, int sequences, int stage) {
        var linear = weights(model, stage);
        var attention = Math.multiplyExact(
                (long) sequence * model.width(), (long) model.blocks().get(stage));
        var ofToken = Math.multiplyExact(FORWARD_AND_BACKWARD * MULTIPLY_AND_ADD, Math.addExact(linear, attention));
        return Math.multiplyExact(ofToken, Math.multiplyExact((long) sequence, sequences));
    }

    /** Of its linear maps. */
    private static long weights(ModelSpec model, int stage) {
        var width = (long) model.width();
        var keys = (long) model.kvHeads() * model.headWidth();
        var block = 2 * width * width + 2 * keys * width + 3 * width * model.feedForward();
        var crossing = model.cut() == Cut.NONE ? 0 : width * model.cutWidth();
        return block * model.blocks().get(stage)
                + (model.isHead(stage) ? 0 : crossing)
                + (model.isTail(stage) ? width * model.vocabulary() : crossing);
    }
}
