package dev.iota.model.optim;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.torch.TorchModule;
import java.util.Arrays;
import java.util.Optional;

/** Calls into {@link GradientProgram}. */
public final class GradientMath implements AutoCloseable {
    private final TorchModule module;

    public GradientMath(PtNDManager manager) {
        this.module = TorchModule.load(manager, GradientProgram.CLASS, GradientProgram.METHODS);
    }

    /**
     * Differentiates {@code y}, whose graph is used up, in one call.
     *
     * @param manager where the input's gradient is to live
     * @param outputGradient of the shape of {@code y}
     * @param input the leaf that the stage computed from, unless it was tokens
     * @param weights the leaves, as a list
     */
    public MicrobatchGradient differentiate(
            PtNDManager manager,
            PtNDArray y,
            PtNDArray outputGradient,
            Optional<PtNDArray> input,
            IValue weights,
            WeightPositions positions) {
        var leaves = input.map(x -> new PtNDArray[] {x}).orElseGet(() -> new PtNDArray[0]);
        try (var result = module.call(
                "differentiate", y, outputGradient, leaves, weights, positions.tensors(), positions.offsets())) {
            var parts = result.toIValueTuple();
            try (var inputs = parts[0];
                    var seen = parts[2];
                    var values = seen.toTensor(manager)) {
                var numbers = values.toFloatArray();
                var split = numbers.length - WeightPositions.COUNT;
                var audit = new GradientAudit(
                        Arrays.copyOfRange(numbers, 0, split), Arrays.copyOfRange(numbers, split, numbers.length));
                return new MicrobatchGradient(input.map(_ -> inputs.toTensorArray(manager)[0]), parts[1], audit);
            }
        }
    }

    /** Adds {@code own} to {@code sum}, tensor by tensor, in place. */
    void add(IValue sum, IValue own) {
        module.run("add", sum, own);
    }

    /** The Euclidean norm over the tensors of {@code all} that {@code index} names. */
    float norm(PtNDManager manager, IValue all, long[] index) {
        try (var norm = module.tensor(manager, "norm", all, index)) {
            return norm.toFloatArray()[0];
        }
    }

    /** Scales the gradients that {@code index} names in place. */
    void scale(IValue gradients, long[] index, double scale) {
        module.run("scale", gradients, index, scale);
    }

    /** Scales the gradients that {@code index} names and applies AdamW to their weights, both in place. */
    void adamW(IValue weights, IValue gradients, IValue first, IValue second, long[] index, AdamWStep step) {
        module.run(
                "adamw",
                weights,
                gradients,
                first,
                second,
                index,
                step.scale(),
                (double) step.number(),
                step.learningRate(),
                step.beta1(),
                step.beta2(),
                step.weightDecay(),
                step.epsilon());
    }

    @Override
    public void close() {
        module.close();
    }
}
