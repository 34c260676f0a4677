package dev.iota.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.optim.AdamW;
import dev.iota.model.optim.GradientMath;
import dev.iota.model.optim.GradientSum;
import dev.iota.model.optim.StepResult;
import dev.iota.model.program.Parameter;
import dev.iota.model.torch.HostCopy;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Optional;

/** The optimiser step that gradients are being gathered for. */
final class OptimizerStep implements AutoCloseable {
    private final GradientMath math;
    private final Differentiation differentiation;
    private final GradientSum sum;
    private final AdamW adamW;

    OptimizerStep(
            int stage, List<Parameter> parameters, GradientMath math, Boundary boundary, GradientSum sum, AdamW adamW) {
        this.math = math;
        this.differentiation = new Differentiation(stage, parameters, math, boundary);
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
        var shown = differentiation.of(scope, id, leaf, output, outputGradient, weights, positionsSeed);
        sum.accumulate(id, shown.weights());
        return shown.result();
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
