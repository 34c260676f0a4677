package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Rope;
import dev.iota.core.wire.Precision;
import dev.iota.model.optim.MicrobatchGradient;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.StageProgram;
import dev.iota.model.torch.HostCopy;
import dev.iota.model.torch.Torch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradients against central differences in float64: of head, body, tail and whole model, and of both sides of every
 * cut.
 */
@Tag("gradcheck")
class GradientCheckTest {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-5;
    private static final int CHECKED = 4;
    private static final int ROWS = 2;
    private static final int COLUMNS = 5;
    private static final long TOKENS = ROWS * COLUMNS;
    private static final int VOCABULARY = 11;
    /** Of the ten tokens; the last slice is shorter. */
    private static final int SLICE = 4;

    @ParameterizedTest
    @CsvSource({
        "NONE, 0, '1,1,1'",
        "NONE, 1, '1,2,1'",
        "NONE, 2, '1,1,2'",
        "NONE, 0, '2'",
        "PARTIAL_RESIDUAL, 0, '2,1,1'",
        "PARTIAL_RESIDUAL, 1, '1,1,1'",
        "PARTIAL_RESIDUAL, 1, '1,2,1'",
        "PARTIAL_RESIDUAL, 2, '1,1,2'",
    })
    void gradients_of_input_and_weights_agree_with_differences(Cut cut, int stage, String split) {
        var blocks =
                List.of(split.split(",", -1)).stream().map(Integer::valueOf).toList();
        var model = new ModelSpec(VOCABULARY, 8, 4, 2, 12, blocks, cut, 4, Rope.LLAMA_3, 1e-5, 1);
        var random = new SplittableRandom(stage);
        var torch = Torch.start("cpu", 1);
        Torch.enter();
        var program = StageProgram.of(model, stage, Precision.FLOAT32, SLICE);
        try (var manager = torch.manager();
                var compute = new StageCompute(manager, model, program, COLUMNS, DataType.FLOAT64)) {
            compute.weights().tensors().forEach(tensor -> randomize(tensor, random));
            var x = input(manager, model, stage, random);
            var function = new Function(manager, compute, model.isTail(stage), x, random);

            for (var graph : List.of(true, false)) {
                var gradient = function.gradient(manager, model, stage, graph);

                gradient.input().ifPresent(g -> check("input", g, JniUtils.detachGradient(x), function, random));
                var ofWeights = gradient.weights().toTensorArray(manager);
                for (var i = 0; i < ofWeights.length; i++) {
                    var name = StageProgram.parameters(model, stage).get(i).name();
                    check(name, ofWeights[i], compute.weights().tensors().get(i), function, random);
                }
                gradient.weights().close();
            }
        }
    }

    /** A scalar function of a stage: its loss, or its output weighed with fixed random numbers. */
    private record Function(StageCompute compute, PtNDArray x, Optional<PtNDArray> targets, PtNDArray outputGradient)
            implements DoubleSupplier {

        Function(PtNDManager manager, StageCompute compute, boolean tail, PtNDArray x, RandomGenerator random) {
            this(
                    compute,
                    x,
                    tail ? Optional.of(tokens(manager, random)) : Optional.empty(),
                    tail
                            ? (PtNDArray) manager.ones(new Shape(), DataType.FLOAT64)
                            : weighing(manager, compute, x, random));
        }

        private static PtNDArray weighing(
                PtNDManager manager, StageCompute compute, PtNDArray x, RandomGenerator random) {
            try (var y = compute.forward(manager, x)) {
                var weights = (PtNDArray) manager.zeros(y.getShape(), DataType.FLOAT64);
                randomize(weights, random);
                return weights;
            }
        }

        PtNDArray output(PtNDManager manager) {
            return targets.map(y ->
                            compute.loss(manager, x, y, compute.noLoss(manager)).div(TOKENS))
                    .orElseGet(() -> compute.forward(manager, x));
        }

        /** As the engine takes it: by blocks, one sequence after the other, and at the tail by slices of tokens. */
        MicrobatchGradient gradient(PtNDManager manager, ModelSpec model, int stage, boolean graph) {
            try (var backward = new SlicedBackward(compute, manager, !model.isHead(stage))) {
                for (var row = 0; row < ROWS; row++) {
                    try (var chain = compute.chain(manager, row(x, row), graph)) {
                        if (targets.isPresent()) {
                            backward.add(chain, row(targets.get(), row), TOKENS);
                        } else {
                            backward.add(chain, row(outputGradient, row));
                        }
                    }
                }
                return backward.total(WeightPositions.draw(0, StageProgram.parameters(model, stage)));
            }
        }

        private static PtNDArray row(PtNDArray all, int row) {
            var one = JniUtils.detachGradient((PtNDArray) all.get("%d:%d".formatted(row, row + 1)));
            one.setRequiresGradient(all.hasGradient());
            return one;
        }

        @Override
        public double getAsDouble() {
            JniUtils.setGradMode(false);
            try (var scope = (PtNDManager) x.getManager().newSubManager();
                    var y = output(scope);
                    var weighed = y.mul(outputGradient);
                    var sum = weighed.sum()) {
                return sum.toDoubleArray()[0];
            } finally {
                JniUtils.setGradMode(true);
            }
        }
    }

    private static void check(
            String name, PtNDArray gradient, PtNDArray variable, Function function, RandomGenerator random) {
        var values = doubles(variable);
        var claimed = gradient.toDoubleArray();
        for (var i = 0; i < CHECKED; i++) {
            var element = random.nextInt(claimed.length);
            var value = values.getDouble(element * Double.BYTES);
            values.putDouble(element * Double.BYTES, value + STEP);
            var above = function.getAsDouble();
            values.putDouble(element * Double.BYTES, value - STEP);
            var below = function.getAsDouble();
            values.putDouble(element * Double.BYTES, value);

            var difference = (above - below) / (2 * STEP);
            assertThat(Math.abs(claimed[element] - difference))
                    .as("%s[%d]: gradient %s, difference %s", name, element, claimed[element], difference)
                    .isLessThan(TOLERANCE * (1 + Math.abs(difference)));
        }
    }

    private static PtNDArray input(PtNDManager manager, ModelSpec model, int stage, RandomGenerator random) {
        if (model.isHead(stage)) {
            return tokens(manager, random);
        }
        var x = (PtNDArray) manager.zeros(new Shape(ROWS, COLUMNS, model.boundaryWidth()), DataType.FLOAT64);
        randomize(x, random);
        x.setRequiresGradient(true);
        return x;
    }

    private static PtNDArray tokens(PtNDManager manager, RandomGenerator random) {
        return HostCopy.tensor(manager, new Shape(ROWS, COLUMNS), DataType.INT64, buffer -> {
            while (buffer.hasRemaining()) {
                buffer.putLong(random.nextInt(VOCABULARY));
            }
        });
    }

    private static void randomize(PtNDArray tensor, RandomGenerator random) {
        var buffer = doubles(tensor);
        while (buffer.hasRemaining()) {
            buffer.putDouble(random.nextGaussian() * 0.5);
        }
    }

    private static ByteBuffer doubles(PtNDArray tensor) {
        return tensor.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }
}
