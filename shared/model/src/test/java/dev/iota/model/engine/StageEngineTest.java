package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.checkpoint.SafetensorsFile;
import dev.iota.model.checkpoint.SafetensorsWriter;
import dev.iota.model.optim.NonFiniteException;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.StageMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageEngineTest {
    private static final long SEED = 3;
    private static final ModelSpec MODEL = Shapes.model(Cut.PARTIAL_RESIDUAL);
    private static final TrainingSpec TRAINING = Shapes.training(Precision.FLOAT32, Precision.BFLOAT16, false);
    private static final int PAYLOAD = Math.toIntExact(StageMemory.boundaryBytes(MODEL, TRAINING));

    @Test
    void a_parameter_starts_the_same_in_every_replica_and_every_split() throws IOException {
        var staged = Shapes.model(Cut.NONE);
        try (var one = new Pipeline(staged, TRAINING, SEED, options(0));
                var other = new Pipeline(staged.withBlocks(List.of(1, 5)), TRAINING, SEED, options(0));
                var elsewhere = new Pipeline(staged, TRAINING, SEED + 1, options(0))) {
            assertThat(States.weights(one)).isEqualTo(States.weights(other)).isNotEqualTo(States.weights(elsewhere));
        }
    }

    @Test
    void a_stage_starts_with_unit_norms_and_normal_maps() throws IOException {
        try (var body = stage(1, 0)) {
            var states = States.of(body);
            var map = states.floats("model.layers.2.mlp.up_proj.weight").stream()
                    .mapToDouble(Float::doubleValue)
                    .toArray();

            assertThat(states.floats("model.layers.2.input_layernorm.weight")).containsOnly(1f);
            assertThat(Arrays.stream(map).average().orElseThrow()).isBetween(-0.02, 0.02);
            assertThat(Math.sqrt(Arrays.stream(map).map(w -> w * w).average().orElseThrow()))
                    .isBetween(0.95 * MODEL.initialDeviation(), 1.05 * MODEL.initialDeviation());
        }
    }

    @Test
    void what_crosses_the_cut_has_the_announced_size() {
        try (var head = stage(0, Shapes.PLENTY)) {
            assertThat(head.forward(0, tokens(0).inputs())).hasSize(PAYLOAD);
        }
    }

    @Test
    void a_forward_is_held_until_its_backward_or_until_it_is_forgotten() {
        try (var head = stage(0, Shapes.PLENTY)) {
            var output = head.forward(0, tokens(0).inputs());
            head.forward(1, tokens(1).inputs());
            assertThat(head.holds(0)).isTrue();
            assertThat(head.graphBytes()).isPositive();

            head.backward(0, output, 0);
            head.forget(1);

            assertThat(head.holds(0)).isFalse();
            assertThat(head.holds(1)).isFalse();
            assertThat(head.graphBytes()).isZero();
            assertThat(head.accumulated()).containsExactly(0L);
        }
    }

    @Test
    void graphs_are_kept_as_long_as_the_budget_allows() {
        var budget = 10 * StageMemory.graphBytes(MODEL, TRAINING, 0);
        var forwards = 20;
        try (var head = stage(0, budget);
                var roomy = stage(0, Shapes.PLENTY)) {
            for (var id = 0; id < forwards; id++) {
                head.forward(id, tokens(id).inputs());
                roomy.forward(id, tokens(id).inputs());
            }

            assertThat(head.graphBytes()).isPositive().isLessThanOrEqualTo(budget);
            assertThat(roomy.graphBytes()).isGreaterThan(budget);
        }
    }

    @Test
    void the_audit_shows_norms_and_samples_of_this_microbatch_alone() {
        try (var body = stage(1, Shapes.PLENTY);
                var fresh = stage(1, Shapes.PLENTY)) {
            var input = Shapes.payload(TRAINING, ramp(1));
            body.forward(0, input);
            body.backward(0, ramp(2), 5);
            body.forward(1, input);
            fresh.forward(1, input);

            var second = body.backward(1, ramp(3), 5).audit();
            var alone = fresh.backward(1, ramp(3), 5).audit();

            assertThat(second.norms()).hasSize(body.parameters().size()).isEqualTo(alone.norms());
            assertThat(second.samples()).hasSize(WeightPositions.COUNT).isEqualTo(alone.samples());
        }
    }

    @Test
    void a_head_yields_no_input_gradient() {
        try (var head = stage(0, Shapes.PLENTY)) {
            var output = head.forward(0, tokens(0).inputs());

            assertThat(head.backward(0, output, 0).inputGradient()).isEmpty();
        }
    }

    @Test
    void the_gradient_of_a_step_is_the_one_that_the_step_would_apply_and_moves_nothing() throws IOException {
        try (var shown = stage(1, 0);
                var stepped = stage(1, 0)) {
            for (var engine : List.of(shown, stepped)) {
                for (var id : List.of(4L, 2L)) {
                    engine.forward(id, Shapes.payload(TRAINING, ramp(1)));
                    engine.backward(id, ramp(2), 0);
                }
            }
            var before = States.of(shown);
            var out = new ByteArrayOutputStream();
            var result = shown.gradient(Channels.newChannel(out));
            var step = stepped.step(1e-3);

            assertThat(result.clipped()).isEqualTo(step.clipped());
            assertThat(result.microbatches()).isEqualTo(step.microbatches());
            assertThat(shown.accumulated()).isEmpty();
            assertThat(shown.steps()).isZero();
            var gradient = ByteBuffer.wrap(out.toByteArray())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            var after = States.of(stepped);
            for (var parameter : shown.parameters()) {
                assertThat(States.of(shown).floats(parameter.name())).isEqualTo(before.floats(parameter.name()));
                // The first moments after one step from zero are (1 − β1) g.
                for (var moment : after.floats("exp_avg." + parameter.name())) {
                    assertThat(moment).isCloseTo(0.1f * gradient.get(), Offset.offset(1e-6f * Math.abs(moment)));
                }
            }
            assertThat(gradient.hasRemaining()).isFalse();
        }
    }

    @Test
    void cleared_moments_are_those_of_a_fresh_engine() throws IOException {
        try (var body = stage(1, 0);
                var fresh = stage(1, 0)) {
            body.forward(0, Shapes.payload(TRAINING, ramp(1)));
            body.backward(0, ramp(2), 0);
            body.step(0);
            body.state().clearMoments();
            assertThat(body.steps()).isZero();
            for (var parameter : body.parameters()) {
                assertThat(States.of(body).floats("exp_avg_sq." + parameter.name()))
                        .isEqualTo(States.of(fresh).floats("exp_avg_sq." + parameter.name()));
            }
        }
    }

    @Test
    void a_step_averages_what_was_accumulated_and_opens_the_next() {
        try (var body = stage(1, 0)) {
            for (var id : List.of(4L, 2L)) {
                body.forward(id, Shapes.payload(TRAINING, ramp(1)));
                body.backward(id, ramp(2), 0);
            }

            var step = body.step(1e-3);

            assertThat(step.number()).isEqualTo(1);
            assertThat(step.microbatches()).containsExactly(4L, 2L);
            assertThat(step.gradientNorm()).isPositive();
            assertThat(body.accumulated()).isEmpty();
            assertThat(body.steps()).isEqualTo(1);
        }
    }

    @Test
    void no_step_while_a_backward_is_to_come() {
        try (var head = stage(0, 0)) {
            var output = head.forward(0, tokens(0).inputs());
            head.forward(7, tokens(7).inputs());
            head.backward(0, output, 0);

            assertThatThrownBy(() -> head.step(1e-3))
                    .hasMessageContaining("[7]")
                    .hasMessageContaining("forget");
            head.forget(7);
            assertThat(head.step(1e-3).microbatches()).containsExactly(0L);
        }
    }

    @Test
    void an_empty_step_a_foreign_backward_and_a_double_forward_are_refused() {
        try (var head = stage(0, 0)) {
            head.forward(1, tokens(1).inputs());

            assertThatThrownBy(() -> head.step(1e-3)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> head.forward(1, tokens(1).inputs()))
                    .hasMessageContaining("held at stage 0 already");
            assertThatThrownBy(() -> head.backward(2, ramp(1), 0)).hasMessage("microbatch 2 is not held at stage 0");
            assertThatThrownBy(() -> head.tail(2, tokens(2).inputs(), tokens(2).targets(), 0))
                    .hasMessageContaining("stage 0 of 3 is no tail");
        }
    }

    @Test
    void a_truncated_payload_is_refused_and_the_forward_stays_held() {
        try (var body = stage(1, 0)) {
            body.forward(1, Shapes.payload(TRAINING, ramp(1)));

            assertThatThrownBy(() -> body.backward(1, new byte[PAYLOAD - 1], 0))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("microbatch 1 at stage 1 has %d bytes".formatted(PAYLOAD - 1));
            assertThat(body.holds(1)).isTrue();
        }
    }

    @Test
    void a_gradient_of_another_length_than_the_output_is_refused() {
        try (var body = stage(1, 0)) {
            body.forward(1, Shapes.payload(TRAINING, ramp(1)));

            assertThatThrownBy(() -> body.backward(1, new byte[PAYLOAD / 2], 0)).isInstanceOf(MalformedException.class);
            assertThat(body.holds(1)).isTrue();
        }
    }

    @Test
    void a_token_outside_the_vocabulary_is_refused() {
        try (var head = stage(0, 0)) {
            assertThatThrownBy(() -> head.forward(1, new StageInput.Tokens(1, new int[] {Shapes.VOCABULARY})))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("token 61 is outside the vocabulary of 61");
        }
    }

    @Test
    void targets_of_another_shape_than_the_input_are_refused() {
        try (var tail = stage(2, 0)) {
            assertThatThrownBy(() -> tail.tail(1, Shapes.payload(TRAINING, ramp(1)), tokens(1), 0))
                    .isInstanceOf(MalformedException.class)
                    .hasMessage("microbatch 1 at stage 2 has 2 × 17 targets; its input is 2 × 16");
        }
    }

    @Test
    void a_number_that_is_not_finite_is_refused_where_it_enters() {
        try (var body = stage(1, 0)) {
            assertThatThrownBy(() -> body.forward(8, Shapes.payload(TRAINING, notANumber())))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("microbatch 8 at stage 1");
            body.forward(9, Shapes.payload(TRAINING, ramp(1)));
            assertThatThrownBy(() -> body.backward(9, notANumber(), 0)).isInstanceOf(NonFiniteException.class);
            assertThat(body.accumulated()).isEmpty();
        }
    }

    @Test
    void activations_and_losses_that_are_not_finite_never_leave() throws IOException {
        try (var body = stage(1, Shapes.PLENTY);
                var tail = stage(2, 0)) {
            poison(body, "model.layers.2.input_layernorm.weight", Float.NaN);
            poison(tail, "model.norm.weight", Float.POSITIVE_INFINITY);

            assertThatThrownBy(() -> body.forward(3, Shapes.payload(TRAINING, ramp(1))))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessage("the activation of microbatch 3 at stage 1: not a finite number");
            assertThat(body.holds(3)).isFalse();
            assertThatThrownBy(() -> tail.tail(
                            4, Shapes.payload(TRAINING, ramp(1)), tokens(4).targets(), 0))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessage("the loss of microbatch 4 at stage 2: not a finite number");
            assertThat(tail.accumulated()).isEmpty();
        }
    }

    @Test
    void a_gradient_that_is_not_finite_joins_no_step() throws IOException {
        try (var body = stage(1, Shapes.PLENTY)) {
            poison(body, "model.layers.3.cut.compress.weight", 1e30f);
            var large = Shapes.payload(TRAINING, ramp(1));
            body.forward(3, large);
            var huge = new byte[PAYLOAD];
            for (var i = 1; i < PAYLOAD; i += 2) {
                huge[i] = 0x7F; // 2^127 as bfloat16
            }

            assertThatThrownBy(() -> body.backward(3, huge, 0))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("gradient")
                    .hasMessageContaining("microbatch 3 at stage 1");
            assertThat(body.accumulated()).isEmpty();
            assertThat(body.holds(3)).isFalse();
        }
    }

    @Test
    void an_engine_that_reads_anothers_state_goes_on_as_it_would() throws IOException {
        try (var first = stage(1, 0);
                var second = new StageEngine(MODEL, TRAINING, 1, SEED + 1, options(0))) {
            trainOnce(first, 0);
            var saved = States.of(first);

            second.state().readWeights(saved);
            second.state().readMoments(saved, first.steps());
            trainOnce(first, 1);
            trainOnce(second, 1);

            for (var tensor : first.parameters()) {
                assertThat(States.of(second).floats(tensor.name()))
                        .isEqualTo(States.of(first).floats(tensor.name()));
            }
            assertThat(second.steps()).isEqualTo(2);
        }
    }

    @Test
    void a_state_without_one_of_the_tensors_is_refused() {
        try (var body = stage(1, 0)) {
            assertThatThrownBy(() -> body.state().readWeights(new States()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("model.layers.2.cut.expand.weight");
        }
    }

    @Test
    void weights_go_through_a_safetensors_file_and_other_shapes_are_refused(@TempDir Path folder) throws IOException {
        var file = folder.resolve("stage.safetensors");
        var narrow = MODEL.withVocabulary(Shapes.VOCABULARY - 1);
        try (var head = stage(0, 0);
                var other = new StageEngine(MODEL, TRAINING, 0, SEED + 1, options(0));
                var narrower = new StageEngine(narrow, TRAINING, 0, SEED, options(0))) {
            SafetensorsWriter.write(file, Map.of(), head.state().weights());
            try (var written = SafetensorsFile.open(file)) {
                other.state().readWeights(StageState.reader(written));

                assertThat(States.of(other).floats("model.embed_tokens.weight"))
                        .isEqualTo(States.of(head).floats("model.embed_tokens.weight"));
                assertThatThrownBy(() -> narrower.state().readWeights(StageState.reader(written)))
                        .hasMessage("tensor model.embed_tokens.weight is F32 [61, 32]; this model's is F32 [60, 32]");
            }
        }
    }

    @Test
    void a_pipeline_evaluates_any_number_of_rows_and_any_shorter_length() {
        try (var pipeline = new Pipeline(MODEL, TRAINING, SEED, options(0))) {
            var tokens = new StageInput.Tokens(3, new int[] {1, 2, 3, 4, 5, 6});

            var logits = pipeline.logits(tokens);
            var loss = pipeline.loss(tokens);

            assertThat(logits).hasSize(3 * 2 * Shapes.VOCABULARY);
            assertThat((double) loss).isBetween(0.5 * Math.log(Shapes.VOCABULARY), 4 * Math.log(Shapes.VOCABULARY));
            assertThatThrownBy(() -> pipeline.logits(new StageInput.Tokens(1, new int[17])))
                    .hasMessageContaining("a sequence of 17 tokens; the longest is 16");
        }
    }

    private static void trainOnce(StageEngine body, long id) {
        body.forward(id, Shapes.payload(TRAINING, ramp(1)));
        body.backward(id, ramp(2), 0);
        body.step(1e-2);
    }

    private static void poison(StageEngine engine, String name, float value) throws IOException {
        var state = States.of(engine);
        var values = new float[state.floats(name).size()];
        Arrays.fill(values, value);
        state.put(name, values);
        engine.state().readWeights(state);
    }

    /** Small numbers of both signs: the upper byte of a bfloat16 carries sign and exponent. */
    private static byte[] ramp(int seed) {
        var bytes = new byte[PAYLOAD];
        for (var i = 0; i < PAYLOAD; i += 2) {
            bytes[i] = (byte) (i * 31 + seed * 17);
            bytes[i + 1] = (byte) ((i / 2 + seed) % 3 == 0 ? 0xBF : 0x3E);
        }
        return bytes;
    }

    private static byte[] notANumber() {
        var bytes = ramp(1);
        bytes[2] = (byte) 0xC0;
        bytes[3] = 0x7F;
        return bytes;
    }

    private static StageInput.Tokens tokens(long id) {
        return Shapes.tokens(id, TRAINING);
    }

    private static StageEngine stage(int stage, long budget) {
        return new StageEngine(MODEL, TRAINING, stage, SEED, options(budget));
    }

    private static EngineOptions options(long budget) {
        return EngineOptions.cpu(1, budget);
    }
}
