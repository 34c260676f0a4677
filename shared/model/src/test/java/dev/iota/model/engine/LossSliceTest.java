package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.StageProgram;
import dev.iota.model.torch.HostCopy;
import dev.iota.model.torch.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the length of the loss's slices changes at the tail, and what it does not. */
@Tag("golden")
class LossSliceTest {
    private static final ModelSpec MODEL = Shapes.model(Cut.PARTIAL_RESIDUAL);
    private static final int TAIL = 2;
    private static final int ROWS = 2;
    private static final int COLUMNS = 16;
    private static final long WHOLE = ROWS * COLUMNS;

    /**
     * What a microbatch yields.
     *
     * @param bytes of the loss, of the input's gradient and of every weight's gradient in its own precision
     */
    private record Yield(List<ByteBuffer> bytes) {
        float loss() {
            return bytes.getFirst().getFloat(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "FLOAT32, 5", "FLOAT32, 16", "BFLOAT16, 1", "BFLOAT16, 5", "BFLOAT16, 16"})
    void blocks_kept_and_computed_again_give_the_same_bits_with_any_slice(Precision compute, int slice)
            throws IOException {
        assertThat(learn(compute, slice, false)).isEqualTo(learn(compute, slice, true));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void slices_that_hold_all_tokens_are_no_slices(Precision compute) throws IOException {
        assertThat(learn(compute, 2 * WHOLE, true)).isEqualTo(learn(compute, WHOLE, true));
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1e-6", "BFLOAT16, 1e-2"})
    void other_slices_add_the_same_up_in_another_order(Precision compute, double bound) throws IOException {
        var whole = learn(compute, WHOLE, true);
        for (var slice : List.of(1L, 5L, 16L)) {
            var sliced = learn(compute, slice, true);
            assertThat(Math.abs(sliced.loss() - whole.loss())).isLessThan((float) bound);
            // The input's gradient, and those of the last norm and of the language head: float32 in both.
            for (var part : List.of(1, whole.bytes().size() - 2, whole.bytes().size() - 1)) {
                assertThat(difference(sliced.bytes().get(part), whole.bytes().get(part)))
                        .as("part %d with slices of %d", part, slice)
                        .isLessThan(bound);
            }
        }
    }

    /** Forward and backward of one microbatch, as the engine takes them. */
    private static Yield learn(Precision compute, long slice, boolean graph) throws IOException {
        var torch = Torch.start("cpu", 1);
        Torch.enter();
        var program = StageProgram.of(MODEL, TAIL, compute, Math.toIntExact(slice));
        var parameters = program.parameters();
        try (var manager = torch.manager();
                var stage = new StageCompute(manager, MODEL, program, COLUMNS, DataType.FLOAT32)) {
            var start = new InitialWeights(1, MODEL.initialDeviation(), parameters);
            for (var i = 0; i < parameters.size(); i++) {
                HostCopy.read(
                        stage.weights().tensors().get(i), parameters.get(i).name(), start);
            }
            stage.weights().changed();
            var positions = WeightPositions.draw(0, parameters);
            var targets = targets(manager);
            try (var chain = stage.chain(manager, input(manager), graph);
                    var backward = new SlicedBackward(stage, manager, true)) {
                backward.add(chain, targets, WHOLE);
                var gradient = backward.total(positions);
                try (var weights = gradient.weights()) {
                    var bytes = new ArrayList<ByteBuffer>();
                    bytes.add(bytes(backward.loss(WHOLE)));
                    bytes.add(bytes(gradient.input().orElseThrow()));
                    for (var weight : weights.toTensorArray(manager)) {
                        bytes.add(bytes(weight));
                    }
                    var sum = stage.loss(manager, input(manager), targets, stage.noLoss(manager));
                    assertThat(bytes(sum.div(WHOLE)))
                            .as("the loss without gradients")
                            .isEqualTo(bytes.getFirst());
                    return new Yield(bytes);
                }
            }
        }
    }

    private static PtNDArray input(PtNDManager manager) {
        var random = new SplittableRandom(2);
        var shape = new Shape(ROWS, COLUMNS, MODEL.boundaryWidth());
        var x = HostCopy.tensor(manager, shape, DataType.FLOAT32, buffer -> {
            while (buffer.hasRemaining()) {
                buffer.putFloat((float) random.nextGaussian());
            }
        });
        x.setRequiresGradient(true);
        return x;
    }

    private static PtNDArray targets(PtNDManager manager) {
        var random = new SplittableRandom(3);
        return HostCopy.tensor(manager, new Shape(ROWS, COLUMNS), DataType.INT64, buffer -> {
            while (buffer.hasRemaining()) {
                buffer.putLong(random.nextInt(MODEL.vocabulary()));
            }
        });
    }

    private static ByteBuffer bytes(PtNDArray tensor) {
        var copy = new ArrayList<ByteBuffer>();
        HostCopy.read(
                tensor,
                view -> copy.add(ByteBuffer.allocate(view.remaining())
                        .order(view.order())
                        .put(view)
                        .flip()));
        return copy.getFirst();
    }

    /** ‖a − b‖ / ‖b‖. */
    private static double difference(ByteBuffer given, ByteBuffer wanted) {
        var a = given.asFloatBuffer();
        var b = wanted.asFloatBuffer();
        var sum = 0d;
        var norm = 0d;
        for (var i = 0; i < b.limit(); i++) {
            sum += Math.pow((double) a.get(i) - b.get(i), 2);
            norm += Math.pow(b.get(i), 2);
        }
        return Math.sqrt(sum / norm);
    }
}
