package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.StageMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StageEngineTest {
    @Test
    void what_crosses_the_cut_has_the_announced_size() {
        try (var head = TestStage.stage(0, Shapes.PLENTY)) {
            assertThat(head.forward(0, TestStage.tokens(0).inputs())).hasSize(TestStage.PAYLOAD);
        }
    }

    @Test
    void a_forward_is_held_until_its_backward_or_until_it_is_forgotten() {
        try (var head = TestStage.stage(0, Shapes.PLENTY)) {
            var output = head.forward(0, TestStage.tokens(0).inputs());
            head.forward(1, TestStage.tokens(1).inputs());
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
        var budget = 10 * StageMemory.graphBytes(TestStage.MODEL, TestStage.TRAINING, 0);
        var forwards = 20;
        try (var head = TestStage.stage(0, budget);
                var roomy = TestStage.stage(0, Shapes.PLENTY)) {
            for (var id = 0; id < forwards; id++) {
                head.forward(id, TestStage.tokens(id).inputs());
                roomy.forward(id, TestStage.tokens(id).inputs());
            }

            assertThat(head.graphBytes()).isPositive().isLessThanOrEqualTo(budget);
            assertThat(roomy.graphBytes()).isGreaterThan(budget);
        }
    }

    @Test
    void room_for_one_graph_is_left_to_the_microbatch_at_work() {
        var budget = 3 * StageMemory.graphBytes(TestStage.MODEL, TestStage.TRAINING, 0) / 2;
        try (var head = TestStage.stage(0, budget)) {
            var output = head.forward(0, TestStage.tokens(0).inputs());

            assertThat(head.graphBytes()).isZero();
            head.backward(0, output, 0);
            assertThat(head.accumulated()).containsExactly(0L);
        }
    }

    @Test
    void the_audit_shows_norms_and_samples_of_this_microbatch_alone() {
        try (var body = TestStage.stage(1, Shapes.PLENTY);
                var fresh = TestStage.stage(1, Shapes.PLENTY)) {
            var input = Shapes.payload(TestStage.TRAINING, TestStage.ramp(1));
            body.forward(0, input);
            body.backward(0, TestStage.ramp(2), 5);
            body.forward(1, input);
            fresh.forward(1, input);

            var second = body.backward(1, TestStage.ramp(3), 5).audit();
            var alone = fresh.backward(1, TestStage.ramp(3), 5).audit();

            assertThat(second.norms()).hasSize(body.parameters().size()).isEqualTo(alone.norms());
            assertThat(second.samples()).hasSize(WeightPositions.COUNT).isEqualTo(alone.samples());
        }
    }

    @Test
    void a_head_yields_no_input_gradient() {
        try (var head = TestStage.stage(0, Shapes.PLENTY)) {
            var output = head.forward(0, TestStage.tokens(0).inputs());

            assertThat(head.backward(0, output, 0).inputGradient()).isEmpty();
        }
    }

    @Test
    void the_gradient_of_a_step_is_the_one_that_the_step_would_apply_and_moves_nothing() throws IOException {
        try (var shown = TestStage.stage(1, 0);
                var stepped = TestStage.stage(1, 0)) {
            for (var engine : List.of(shown, stepped)) {
                for (var id : List.of(4L, 2L)) {
                    engine.forward(id, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));
                    engine.backward(id, TestStage.ramp(2), 0);
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
    void a_step_averages_what_was_accumulated_and_opens_the_next() {
        try (var body = TestStage.stage(1, 0)) {
            for (var id : List.of(4L, 2L)) {
                body.forward(id, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));
                body.backward(id, TestStage.ramp(2), 0);
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
    void a_pipeline_evaluates_any_number_of_rows_and_any_shorter_length() {
        try (var pipeline = new Pipeline(TestStage.MODEL, TestStage.TRAINING, TestStage.SEED, TestStage.options(0))) {
            var tokens = new StageInput.Tokens(3, new int[] {1, 2, 3, 4, 5, 6});

            var logits = pipeline.logits(tokens);
            var loss = pipeline.loss(tokens);

            assertThat(logits).hasSize(3 * 2 * Shapes.VOCABULARY);
            assertThat((double) loss).isBetween(0.5 * Math.log(Shapes.VOCABULARY), 4 * Math.log(Shapes.VOCABULARY));
            assertThatThrownBy(() -> pipeline.logits(new StageInput.Tokens(1, new int[17])))
                    .hasMessageContaining("a sequence of 17 tokens; the longest is 16");
        }
    }
}
