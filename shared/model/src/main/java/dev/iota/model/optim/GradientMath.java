package dev.iota.model.optim;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.iota.model.torch.TorchModule;

/** Calls into {@link GradientProgram}. */
public final class GradientMath implements AutoCloseable {
    private final TorchModule module;

    public GradientMath(PtNDManager manager) {
        this.module = TorchModule.load(manager, GradientProgram.CLASS, GradientProgram.METHODS);
    }

    /** The tensors of {@code own} in float32; those that are, are shared. The caller closes both. */
    IValue widen(IValue own) {
        return module.call("widen", own);
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
