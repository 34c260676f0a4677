package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.Cut;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.program.StageMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The golden rule at the engine: neither the split, nor the order, nor what is kept in memory changes a bit. */
@Tag("golden")
class GoldenTest {
    private static final int STEPS = 20;
    private static final long SEED = 7;
    private static final double RATE = 1e-3;

    @Test
    void three_stages_equal_the_whole_model_bit_for_bit() throws IOException {
        var staged = Shapes.model(Cut.NONE);
        var whole = staged.withBlocks(List.of(6));
        var training = Shapes.exact();
        var options = EngineOptions.cpu(1, Shapes.PLENTY);
        try (var three = new Pipeline(staged, training, SEED, options);
                var one = new Pipeline(whole, training, SEED, options.clippedAs(staged))) {
            var clipped = 0;
            for (var step = 0; step < STEPS; step++) {
                var ofThree = three.train(Shapes.step(step, training), RATE);
                var ofOne = one.train(Shapes.step(step, training), RATE);

                assertThat(ofThree.losses()).isEqualTo(ofOne.losses());
                assertThat(ofThree.steps().stream().flatMap(s -> s.clipped().stream()))
                        .isEqualTo(ofOne.steps().getFirst().clipped());
                clipped += (int) ofOne.steps().getFirst().clipped().stream()
                        .filter(group -> group.factor() < 1)
                        .count();
            }
            assertThat(States.weights(three)).isEqualTo(States.weights(one));
            assertThat(clipped).as("clippings").isPositive();
        }
    }

    /** @param room for graphs: with less than one a forward is computed again, and then each block of it */
    @ParameterizedTest
    @CsvSource({"FLOAT32, 0", "BFLOAT16, 0", "FLOAT32, 1.5", "BFLOAT16, 1.5"})
    void a_graph_kept_equals_a_forward_computed_again_bit_for_bit(Precision compute, double room) throws IOException {
        var model = Shapes.model(Cut.PARTIAL_RESIDUAL);
        var training = Shapes.training(compute, compute, false);
        var budget = (long) (room * StageMemory.graphBytes(model, training, 0));
        try (var kept = new Pipeline(model, training, SEED, EngineOptions.cpu(1, Shapes.PLENTY));
                var again = new Pipeline(model, training, SEED, EngineOptions.cpu(1, budget))) {
            for (var step = 0; step < STEPS; step++) {
                assertThat(again.train(Shapes.step(step, training), RATE))
                        .isEqualTo(kept.train(Shapes.step(step, training), RATE));
            }
            assertThat(States.weights(again)).isEqualTo(States.weights(kept));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void block_inputs_kept_equal_graphs_kept_bit_for_bit(Precision compute) throws IOException {
        var model = Shapes.model(Cut.PARTIAL_RESIDUAL);
        var training = Shapes.training(compute, compute, false);
        var inputs = StageMemory.inputBytes(model, training, 0);
        assertThat(inputs).isLessThan(StageMemory.graphBytes(model, training, 0) / 2);
        try (var kept = new Pipeline(model, training, SEED, EngineOptions.cpu(1, Shapes.PLENTY));
                var again = new Pipeline(model, training, SEED, EngineOptions.cpu(1, inputs))) {
            again.stages().getFirst().forward(99, Shapes.tokens(99, training).inputs());
            assertThat(again.stages().getFirst().graphBytes()).isEqualTo(inputs);
            again.stages().getFirst().forget(99);
            for (var step = 0; step < STEPS; step++) {
                assertThat(again.train(Shapes.step(step, training), RATE))
                        .isEqualTo(kept.train(Shapes.step(step, training), RATE));
            }
            assertThat(States.weights(again)).isEqualTo(States.weights(kept));
        }
    }

    @Test
    void order_of_backwards_and_threads_change_nothing_with_ordered_accumulation() throws Exception {
        var model = Shapes.model(Cut.PARTIAL_RESIDUAL);
        var training = Shapes.exact();
        var options = EngineOptions.cpu(1, Shapes.PLENTY);
        try (var inOrder = new Pipeline(model, training, SEED, options);
                var mixed = new Pipeline(model, training, SEED, options)) {
            for (var step = 0; step < 3; step++) {
                var expected = inOrder.train(Shapes.step(step, training), RATE);

                var losses = trainOutOfOrderOnOtherThreads(mixed, training, step);

                assertThat(losses).isEqualTo(expected.losses());
                assertThat(mixed.stages().stream().map(stage -> stage.step(RATE).clipped()))
                        .containsExactlyElementsOf(
                                expected.steps().stream().map(s -> s.clipped()).toList());
            }
            assertThat(States.weights(mixed)).isEqualTo(States.weights(inOrder));
        }
    }

    @Test
    void a_rescued_backward_gives_the_same_step() throws IOException {
        var model = Shapes.model(Cut.PARTIAL_RESIDUAL);
        var training = Shapes.exact();
        var tokens = Shapes.tokens(0, training);
        var options = EngineOptions.cpu(1, Shapes.PLENTY);
        try (var ours = new StageEngine(model, training, 0, SEED, options);
                var rescuer = new StageEngine(model, training, 0, SEED, options)) {
            var output = ours.forward(0, tokens.inputs());

            var held = ours.backward(0, output, 1);
            var rescued = rescuer.recomputeBackward(0, tokens.inputs(), output, output, 1, 0);

            assertThat(rescued.outputDifference()).isZero();
            assertThat(rescued.backward().audit().samples())
                    .isEqualTo(held.audit().samples());
            assertThat(rescued.backward().audit().norms())
                    .isEqualTo(held.audit().norms());
            assertThat(rescuer.step(RATE)).isEqualTo(ours.step(RATE));
            assertThat(States.of(rescuer).floats("model.embed_tokens.weight"))
                    .isEqualTo(States.of(ours).floats("model.embed_tokens.weight"));
        }
    }

    private static List<Float> trainOutOfOrderOnOtherThreads(Pipeline pipeline, TrainingSpec training, int step)
            throws InterruptedException {
        var head = pipeline.stages().get(0);
        var body = pipeline.stages().get(1);
        var tail = pipeline.stages().get(2);
        var microbatches = Shapes.step(step, training);
        var entering = new HashMap<Long, StageInput>();
        microbatches.forEach((id, tokens) -> entering.put(
                id,
                Shapes.payload(
                        training, body.forward(id, Shapes.payload(training, head.forward(id, tokens.inputs()))))));

        var losses = new HashMap<Long, Float>();
        var order = new ArrayList<>(microbatches.keySet()).reversed();
        order.add(order.removeFirst());
        for (var id : order) {
            var thread = new Thread(() -> {
                var targets = Objects.requireNonNull(microbatches.get(id)).targets();
                var loss = tail.tail(id, Objects.requireNonNull(entering.get(id)), targets, 0);
                losses.put(id, loss.loss());
                var atBody = body.backward(id, gradient(loss.backward()), 0);
                head.backward(id, gradient(atBody), 0);
            });
            thread.start();
            thread.join();
        }
        return microbatches.keySet().stream().map(losses::get).toList();
    }

    private static byte[] gradient(BackwardResult result) {
        return result.inputGradient().orElseThrow();
    }
}
