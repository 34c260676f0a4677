package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.iota.core.run.ModelSpec;
import dev.iota.model.optim.GradientAudit;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.StageProgram;
import dev.iota.model.torch.TorchModule;
import java.util.Arrays;
import java.util.Optional;

/** The program of a stage with its weights: tensors in, tensors out, one call each. */
final class StageCompute implements AutoCloseable {
    private final TorchModule module;
    private final StageWeights weights;
    private final RopeTable rope;
    private final DataType type;

    /**
     * @param program of the stage
     * @param positions longest sequence
     * @param type of weights and boundary tensors: FLOAT32, or FLOAT64 for a program with float32 compute, which
     *     has no casts
     */
    StageCompute(PtNDManager manager, ModelSpec model, StageProgram program, int positions, DataType type) {
        module = TorchModule.load(manager, StageProgram.CLASS, program.source());
        weights = new StageWeights(manager, module, program.parameters(), type);
        rope = new RopeTable(manager, model, positions, type);
        this.type = type;
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

    /**
     * The cross entropies in nats of a slice, added up; at the tail only.
     *
     * @param total of the slices before, a scalar
     */
    PtNDArray loss(PtNDManager manager, PtNDArray x, PtNDArray targets, PtNDArray total) {
        var positions = positions(x);
        try (var cos = rope.cos(positions);
                var sin = rope.sin(positions)) {
            return module.tensor(manager, "loss", x, weights.leaves(), cos, sin, targets, total);
        }
    }

    /** What {@link #loss} begins with. */
    PtNDArray noLoss(PtNDManager manager) {
        return (PtNDArray) manager.zeros(new Shape(), type);
    }

    /**
     * The blocks one by one, kept for {@link #backward}; what the tail has behind its blocks is not among them.
     *
     * @param graph whether graphs are kept; else the blocks' inputs are
     * @return what the caller closes
     */
    BlockChain chain(PtNDManager manager, PtNDArray x, boolean graph) {
        var positions = positions(x);
        JniUtils.setGradMode(graph);
        try (var cos = rope.cos(positions);
                var sin = rope.sin(positions);
                var result = module.call("chain", x, weights.leaves(), cos, sin)) {
            var parts = result.toIValueTuple();
            try (var output = parts[0]) {
                return new BlockChain(parts[1], output.toTensor(manager), positions, graph);
            }
        } finally {
            JniUtils.setGradMode(true);
        }
    }

    /**
     * What the tail has behind its blocks.
     *
     * @param total of the cross entropies in nats of all slices so far, a scalar
     * @param gradient of the last block's output, for this slice
     * @param weights gradients of the weights behind it, of all slices so far
     */
    record Finish(PtNDArray total, PtNDArray gradient, IValue weights) implements AutoCloseable {
        @Override
        public void close() {
            total.close();
            gradient.close();
            weights.close();
        }
    }

    /**
     * Loss and gradients of what stands behind the last block; at the tail only.
     *
     * @param count tokens of the microbatch, over which the loss is the mean
     * @param before what came out of the slice before, to which this one is added; empty for the first
     */
    Finish finish(PtNDManager manager, BlockChain chain, PtNDArray targets, long count, Optional<Finish> before) {
        try (var none = noLoss(manager)) {
            var total = before.map(Finish::total).orElse(none);
            var sums = list(before.map(Finish::weights));
            try (var result = module.call("finish", chain.output(), weights.leaves(), targets, count, total, sums)) {
                var parts = result.toIValueTuple();
                try (var sum = parts[0];
                        var gradient = parts[1]) {
                    return new Finish(sum.toTensor(manager), gradient.toTensor(manager), parts[2]);
                }
            }
        }
    }

    /**
     * What the backward of a slice yields.
     *
     * @param input gradient of its input; at the head it means nothing
     * @param weights gradients of the blocks' weights, of all slices so far
     */
    record Backward(PtNDArray input, IValue weights) {}

    /**
     * The backward of a chain, whose graphs are used up, block by block.
     *
     * @param manager where the input's gradient is to live
     * @param outputGradient of the shape of the chain's output
     * @param before gradients of the slice before, which take this one's in; empty for the first
     */
    Backward backward(PtNDManager manager, BlockChain chain, PtNDArray outputGradient, Optional<IValue> before) {
        try (var cos = rope.cos(chain.positions());
                var sin = rope.sin(chain.positions());
                var result = module.call(
                        "backward",
                        chain.kept(),
                        !chain.graph(),
                        outputGradient,
                        list(before),
                        weights.leaves(),
                        cos,
                        sin)) {
            var parts = result.toIValueTuple();
            try (var input = parts[0]) {
                return new Backward(input.toTensor(manager), parts[1]);
            }
        }
    }

    /**
     * The gradients of a microbatch's weights, and what is shown of them.
     *
     * @param weights one tensor a parameter; the caller closes it
     */
    record Shown(IValue weights, GradientAudit audit) {}

    /**
     * Completes the gradients of a microbatch.
     *
     * @param behind gradients of the weights behind the blocks; none but at the tail
     */
    Shown shown(PtNDManager manager, IValue ofBlocks, Optional<IValue> behind, WeightPositions positions) {
        try (var result = module.call("shown", ofBlocks, list(behind), positions.tensors(), positions.offsets())) {
            var parts = result.toIValueTuple();
            try (var seen = parts[1];
                    var values = seen.toTensor(manager)) {
                var numbers = values.toFloatArray();
                var split = numbers.length - WeightPositions.COUNT;
                var audit = new GradientAudit(
                        Arrays.copyOfRange(numbers, 0, split), Arrays.copyOfRange(numbers, split, numbers.length));
                return new Shown(parts[0], audit);
            }
        }
    }

    private static Object list(Optional<IValue> tensors) {
        return tensors.<Object>map(given -> given).orElseGet(() -> new PtNDArray[0]);
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
