package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.program.StageProgram;
import dev.iota.model.torch.TorchModule;

/** The program of a stage with its weights: tensors in, tensors out, one call each. */
final class StageCompute implements AutoCloseable {
    private final TorchModule module;
    private final StageWeights weights;
    private final RopeTable rope;

    /**
     * @param positions longest sequence
     * @param type of weights and boundary tensors: FLOAT32, or FLOAT64 for a program with float32 compute, which
     *     has no casts
     */
    StageCompute(PtNDManager manager, ModelSpec model, int stage, Precision compute, int positions, DataType type) {
        var program = StageProgram.of(model, stage, compute);
        module = TorchModule.load(manager, StageProgram.CLASS, program.source());
        weights = new StageWeights(manager, program.parameters(), type);
        rope = new RopeTable(manager, model, positions, type);
    }

    StageWeights weights() {
        return weights;
    }

    /** @param x tokens or the boundary tensor; the second dimension is the sequence */
    PtNDArray forward(PtNDManager manager, PtNDArray x) {
        var positions = positions(x);
        try (var cos = rope.cos(positions);
                var sin = rope.sin(positions)) {
            return module.tensor(manager, "forward", x, weights.leaves(), cos, sin);
        }
    }

    /** Mean cross entropy in nats, a scalar; at the tail only. */
    PtNDArray loss(PtNDManager manager, PtNDArray x, PtNDArray targets) {
        var positions = positions(x);
        try (var cos = rope.cos(positions);
                var sin = rope.sin(positions)) {
            return module.tensor(manager, "loss", x, weights.leaves(), cos, sin, targets);
        }
    }

    private static int positions(PtNDArray x) {
        return Math.toIntExact(x.getShape().get(1));
    }

    @Override
    public void close() {
        rope.close();
        weights.close();
        module.close();
    }
}
