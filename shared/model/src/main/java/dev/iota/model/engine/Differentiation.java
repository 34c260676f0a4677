package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.optim.GradientAudit;
import dev.iota.model.optim.GradientMath;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.Parameter;
import java.util.List;
import java.util.Optional;

/** The gradients of one microbatch, of which none passes that is not finite: of training, and of a replay of it. */
final class Differentiation {
    private final int stage;
    private final List<Parameter> parameters;
    private final GradientMath math;
    private final Boundary boundary;

    Differentiation(int stage, List<Parameter> parameters, GradientMath math, Boundary boundary) {
        this.stage = stage;
        this.parameters = parameters;
        this.math = math;
        this.boundary = boundary;
    }

    /**
     * What came out.
     *
     * @param result what a backward shows
     * @param weights one tensor a parameter; the caller closes it
     */
    record Gradients(BackwardResult result, IValue weights) {}

    /**
     * Differentiates a microbatch.
     *
     * @param leaf the stage's input, unless it was tokens
     * @param output whose graph is used up
     */
    Gradients of(
            PtNDManager scope,
            long id,
            Optional<PtNDArray> leaf,
            PtNDArray output,
            PtNDArray outputGradient,
            IValue weights,
            long positionsSeed) {
        var positions = WeightPositions.draw(positionsSeed, parameters);
        var gradient = math.differentiate(scope, output, outputGradient, leaf, weights, positions);
        try {
            checkFinite(id, gradient.audit());
            var payload = gradient.input().map(g -> boundary.payload(g, id, "the input gradient"));
            return new Gradients(new BackwardResult(payload, gradient.audit()), gradient.weights());
        } catch (RuntimeException e) {
            gradient.weights().close();
            throw e;
        }
    }

    private void checkFinite(long id, GradientAudit audit) {
        for (var i = 0; i < audit.norms().length; i++) {
            if (!Float.isFinite(audit.norms()[i])) {
                throw new NonFiniteException(
                        "the gradient of %s".formatted(parameters.get(i).name()), List.of(id), stage);
            }
        }
    }
}
