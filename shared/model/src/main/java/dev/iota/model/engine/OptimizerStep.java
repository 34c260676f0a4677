package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.optim.AdamW;
import dev.iota.model.optim.GradientAudit;
import dev.iota.model.optim.GradientMath;
import dev.iota.model.optim.GradientSum;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.optim.StepResult;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.Parameter;
import dev.iota.model.torch.HostCopy;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Optional;

/** The optimiser step that gradients are being gathered for. */
final class OptimizerStep implements AutoCloseable {
    private final int stage;
    private final List<Parameter> parameters;
    private final GradientMath math;
    private final Boundary boundary;
    private final GradientSum sum;
    private final AdamW adamW;

    OptimizerStep(
            int stage, List<Parameter> parameters, GradientMath math, Boundary boundary, GradientSum sum, AdamW adamW) {
        this.stage = stage;
        this.parameters = parameters;
        this.math = math;
        this.boundary = boundary;
        this.sum = sum;
        this.adamW = adamW;
    }

    /**
     * Differentiates a microbatch and takes its weight gradient in. One that is not finite is not taken, nor one whose
     * input gradient is not finite.
     *
     * @param leaf the stage's input, unless it was tokens
     * @param output whose graph is used up
     */
    BackwardResult accumulate(
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
            sum.accumulate(id, gradient.weights());
            return new BackwardResult(payload, gradient.audit());
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

    List<Long> ids() {
        return sum.ids();
    }

    /** Moves the weights and opens the next step. */
    StepResult make(double learningRate) {
        return adamW.step(sum, learningRate);
    }

    /** Writes the clipped mean gradient instead, float32, little-endian, and opens the next step. */
    StepResult show(WritableByteChannel channel) throws IOException {
        return adamW.show(sum, gradient -> HostCopy.write(gradient, channel));
    }

    void abandon() {
        sum.clear();
    }

    @Override
    public void close() {
        sum.close();
        adamW.close();
        math.close();
    }
}
