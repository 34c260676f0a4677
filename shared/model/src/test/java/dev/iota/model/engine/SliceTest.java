package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.program.StageMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A microbatch that its stages compute in slices of its sequences. */
@Tag("golden")
class SliceTest {
    private static final int ROWS = 5;
    private static final StageInput.Tokens TOKENS = tokens(ROWS);

    /** What the stages of a model make of one microbatch. */
    private record Made(float loss, List<byte[]> crossed, List<float[]> shown) {}

    @ParameterizedTest
    @EnumSource(Precision.class)
    void whatever_is_kept_of_a_forward_the_bits_are_the_same(Precision compute) {
        var training = training(compute, 2);
        var graph = StageMemory.graphBytes(TestStage.MODEL, training, 0);
        var inputs = StageMemory.inputBytes(TestStage.MODEL, training, 0);
        var whole = made(training, Shapes.PLENTY);

        for (var budget : List.of(0L, inputs, graph / 2, 3 * graph)) {
            assertThat(made(training, budget))
                    .as("with %d bytes for what is kept", budget)
                    .usingRecursiveComparison()
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, FLOAT32, 1e-5", "2, FLOAT32, 1e-5", "4, FLOAT32, 1e-5", "1, BFLOAT16, 5e-2", "2, BFLOAT16, 5e-2"})
    void slices_add_up_to_the_microbatch(int slice, Precision compute, double bound) {
        var whole = made(training(compute, 0), Shapes.PLENTY);
        var sliced = made(training(compute, slice), Shapes.PLENTY);

        assertThat((double) sliced.loss()).isCloseTo(whole.loss(), Offset.offset(bound));
        for (var stage = 0; stage < whole.shown().size(); stage++) {
            var wanted = whole.shown().get(stage);
            var given = sliced.shown().get(stage);
            for (var i = 0; i < wanted.length; i++) {
                assertThat((double) given[i])
                        .as("number %d of stage %d", i, stage)
                        .isCloseTo(wanted[i], Offset.offset(bound * largest(wanted)));
            }
        }
    }

    @Test
    void a_slice_that_holds_all_sequences_is_the_microbatch() {
        assertThat(made(training(Precision.BFLOAT16, ROWS), Shapes.PLENTY))
                .usingRecursiveComparison()
                .isEqualTo(made(training(Precision.BFLOAT16, 0), Shapes.PLENTY));
    }

    @Test
    void a_rescue_and_a_replay_compute_the_same_slices() {
        var training = training(Precision.BFLOAT16, 2);
        var made = made(training, Shapes.PLENTY);
        var input = new StageInput.Activations(ROWS, made.crossed().get(0));
        var gradient = made.crossed().get(2);
        try (var body = stage(training, 1, 0);
                var replay = new StageReplay(TestStage.MODEL, training, 1, "cpu", 1)) {
            var rescued = body.recomputeBackward(0, input, made.crossed().get(1), gradient, 0, 0);
            replay.startFrom(TestStage.SEED);
            var replayed = replay.hop(0, input, gradient, 0);

            assertThat(rescued.outputDifference()).isZero();
            assertThat(replayed.output()).isEqualTo(made.crossed().get(1));
            for (var backward : List.of(rescued.backward(), replayed.backward())) {
                assertThat(backward.inputGradient()).contains(made.crossed().get(3));
                assertThat(numbers(backward)).isEqualTo(made.shown().get(1));
            }
        }
    }

    @Test
    void the_loss_without_gradients_is_the_same() {
        var training = training(Precision.BFLOAT16, 2);
        try (var pipeline = new Pipeline(TestStage.MODEL, training, TestStage.SEED, TestStage.options(0))) {
            assertThat(pipeline.loss(TOKENS)).isEqualTo(made(training, 0).loss());
        }
    }

    @Test
    void a_payload_that_is_not_of_all_sequences_is_refused_whole() {
        var training = training(Precision.FLOAT32, 2);
        var made = made(training, 0);
        try (var body = stage(training, 1, 0)) {
            body.forward(0, new StageInput.Activations(ROWS, made.crossed().get(0)));
            var fewer = new StageInput.Activations(ROWS, made.crossed().get(2))
                    .rows(0, ROWS - 1)
                    .payload();
            assertThatThrownBy(() -> body.backward(0, fewer, 0))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("the gradient of microbatch 0 at stage 1 has");
            assertThat(body.accumulated()).isEmpty();
        }
    }

    private static TrainingSpec training(Precision compute, int slice) {
        var given = Shapes.training(compute, Precision.BFLOAT16, false);
        return new TrainingSpec(
                given.sequence(),
                ROWS,
                slice,
                given.microbatchesPerStep(),
                given.stepsPerEpoch(),
                given.compute(),
                given.wire(),
                given.orderedAccumulation(),
                given.adamW(),
                given.schedule());
    }

    private static StageEngine stage(TrainingSpec training, int stage, long budget) {
        return new StageEngine(TestStage.MODEL, training, stage, TestStage.SEED, TestStage.options(budget));
    }

    private static StageInput.Tokens tokens(int rows) {
        var columns = TestStage.TRAINING.sequence() + 1;
        return new StageInput.Tokens(
                rows,
                new SplittableRandom(1)
                        .ints((long) rows * columns, 0, Shapes.VOCABULARY)
                        .toArray());
    }

    private static Made made(TrainingSpec training, long budget) {
        try (var head = stage(training, 0, budget);
                var body = stage(training, 1, budget);
                var tail = stage(training, 2, budget)) {
            var first = head.forward(0, TOKENS.inputs());
            var second = body.forward(0, new StageInput.Activations(ROWS, first));
            var end = tail.tail(0, new StageInput.Activations(ROWS, second), TOKENS.targets(), 0);
            var third = end.backward().inputGradient().orElseThrow();
            var back = body.backward(0, third, 0);
            var fourth = back.inputGradient().orElseThrow();
            var last = head.backward(0, fourth, 0);
            var shown = new ArrayList<float[]>();
            for (var backward : List.of(last, back, end.backward())) {
                shown.add(numbers(backward));
            }
            return new Made(end.loss(), List.of(first, second, third, fourth), shown);
        }
    }

    private static float[] numbers(BackwardResult backward) {
        var norms = backward.audit().norms();
        var samples = backward.audit().samples();
        var all = new float[norms.length + samples.length];
        System.arraycopy(norms, 0, all, 0, norms.length);
        System.arraycopy(samples, 0, all, norms.length, samples.length);
        return all;
    }

    private static double largest(float[] numbers) {
        var largest = 0d;
        for (var number : numbers) {
            largest = Math.max(largest, Math.abs(number));
        }
        return largest;
    }
}
