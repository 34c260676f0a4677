package dev.iota.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.iota.core.run.ModelSpec;
import dev.iota.model.optim.GradientAudit;
import dev.iota.model.optim.MicrobatchGradient;
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
     * What the tail has behind its blocks, slice by slice.
     *
     * @param loss mean cross entropy in nats, a scalar
     * @param gradient of the last block's output
     * @param weights gradients of the weights behind it
     */
    record Finish(PtNDArray loss, PtNDArray gradient, IValue weights) implements AutoCloseable {
        @Override
        public void close() {
            weights.close();
        }
    }

    /** Loss and gradients of what stands behind the last block; at the tail only. */
    Finish finish(PtNDManager manager, BlockChain chain, PtNDArray targets) {
        try (var result = module.call("finish", chain.output(), weights.leaves(), targets)) {
            var parts = result.toIValueTuple();
            try (var loss = parts[0];
                    var gradient = parts[1]) {
                return new Finish(loss.toTensor(manager), gradient.toTensor(manager), parts[2]);
            }
        }
    }

    /**
     * The backward of a chain, whose graphs are used up, block by block.
     *
     * @param manager where the input's gradient is to live
     * @param outputGradient of the shape of the chain's output
     * @param behind gradients of the weights behind the blocks; none but at the tail
     * @param hasInputGradient whether the input was not tokens
     */
    MicrobatchGradient backward(
            PtNDManager manager,
            BlockChain chain,
            PtNDArray outputGradient,
            Optional<IValue> behind,
            boolean hasInputGradient,
            WeightPositions positions) {
        Object last = behind.isPresent() ? behind.get() : new PtNDArray[0];
        try (var cos = rope.cos(chain.positions());
                var sin = rope.sin(chain.positions());
                var result = module.call(
                        "backward",
                        chain.kept(),
                        !chain.graph(),
                        outputGradient,
                        last,
                        weights.leaves(),
                        cos,
                        sin,
                        positions.tensors(),
                        positions.offsets())) {
            var parts = result.toIValueTuple();
            try (var input = parts[0];
                    var seen = parts[2];
                    var values = seen.toTensor(manager)) {
                var numbers = values.toFloatArray();
                var split = numbers.length - WeightPositions.COUNT;
                var audit = new GradientAudit(
                        Arrays.copyOfRange(numbers, 0, split), Arrays.copyOfRange(numbers, split, numbers.length));
                var ofInput = hasInputGradient ? Optional.of(input.toTensor(manager)) : Optional.<PtNDArray>empty();
                return new MicrobatchGradient(ofInput, parts[1], audit);
            }
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
