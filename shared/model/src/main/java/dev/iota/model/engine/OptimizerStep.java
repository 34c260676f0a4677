package dev.iota.model.engine;

import dev.iota.model.optim.AdamW;
import dev.iota.model.optim.GradientMath;
import dev.iota.model.optim.GradientSum;
import dev.iota.model.optim.StepResult;
import dev.iota.model.torch.HostCopy;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** The optimiser step that gradients are being gathered for. */
final class OptimizerStep implements AutoCloseable {
    private final GradientMath math;
    private final GradientSum sum;
    private final AdamW adamW;
    private final StageWeights weights;

    OptimizerStep(GradientMath math, GradientSum sum, AdamW adamW, StageWeights weights) {
        this.math = math;
        this.sum = sum;
        this.adamW = adamW;
        this.weights = weights;
    }

    /** Takes the gradient of a microbatch in, which is finite. */
    BackwardResult accumulate(long id, Differentiation.Gradients gradients) {
        sum.accumulate(id, gradients.weights());
        return gradients.result();
    }

    List<Long> ids() {
        return sum.ids();
    }

    /** Moves the weights and opens the next step. */
    StepResult make(double learningRate) {
        weights.changed();
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
