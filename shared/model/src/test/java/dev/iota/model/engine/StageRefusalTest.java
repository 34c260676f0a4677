package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import dev.iota.model.optim.NonFiniteException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a stage does not do, and that nothing has changed when it did not. */
class StageRefusalTest {
    @Test
    void no_step_while_a_backward_is_to_come() {
        try (var head = TestStage.stage(0, 0)) {
            var output = head.forward(0, TestStage.tokens(0).inputs());
            head.forward(7, TestStage.tokens(7).inputs());
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
        try (var head = TestStage.stage(0, 0)) {
            head.forward(1, TestStage.tokens(1).inputs());

            assertThatThrownBy(() -> head.step(1e-3)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> head.forward(1, TestStage.tokens(1).inputs()))
                    .hasMessageContaining("held at stage 0 already");
            assertThatThrownBy(() -> head.backward(2, TestStage.ramp(1), 0))
                    .hasMessage("microbatch 2 is not held at stage 0");
            assertThatThrownBy(() -> head.tail(
                            2, TestStage.tokens(2).inputs(), TestStage.tokens(2).targets(), 0))
                    .hasMessageContaining("stage 0 of 3 is no tail");
        }
    }

    @Test
    void a_truncated_payload_is_refused_and_the_forward_stays_held() {
        try (var body = TestStage.stage(1, 0)) {
            body.forward(1, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));

            assertThatThrownBy(() -> body.backward(1, new byte[TestStage.PAYLOAD - 1], 0))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("microbatch 1 at stage 1 has %d bytes".formatted(TestStage.PAYLOAD - 1));
            assertThat(body.holds(1)).isTrue();
        }
    }

    @Test
    void a_gradient_of_another_length_than_the_output_is_refused() {
        try (var body = TestStage.stage(1, 0)) {
            body.forward(1, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));

            assertThatThrownBy(() -> body.backward(1, new byte[TestStage.PAYLOAD / 2], 0))
                    .isInstanceOf(MalformedException.class);
            assertThat(body.holds(1)).isTrue();
        }
    }

    @Test
    void a_token_outside_the_vocabulary_is_refused() {
        try (var head = TestStage.stage(0, 0)) {
            assertThatThrownBy(() -> head.forward(1, new StageInput.Tokens(1, new int[] {Shapes.VOCABULARY})))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("token 61 is outside the vocabulary of 61");
        }
    }

    @Test
    void targets_of_another_shape_than_the_input_are_refused() {
        try (var tail = TestStage.stage(2, 0)) {
            assertThatThrownBy(() ->
                            tail.tail(1, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)), TestStage.tokens(1), 0))
                    .isInstanceOf(MalformedException.class)
                    .hasMessage("microbatch 1 at stage 2 has 2 × 17 targets; its input is 2 × 16");
        }
    }

    @Test
    void a_number_that_is_not_finite_is_refused_where_it_enters() {
        try (var body = TestStage.stage(1, 0)) {
            assertThatThrownBy(() -> body.forward(8, Shapes.payload(TestStage.TRAINING, notANumber())))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("microbatch 8 at stage 1");
            body.forward(9, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));
            assertThatThrownBy(() -> body.backward(9, notANumber(), 0)).isInstanceOf(NonFiniteException.class);
            assertThat(body.accumulated()).isEmpty();
        }
    }

    @Test
    void activations_and_losses_that_are_not_finite_never_leave() throws IOException {
        try (var body = TestStage.stage(1, Shapes.PLENTY);
                var tail = TestStage.stage(2, 0)) {
            poison(body, "model.layers.2.input_layernorm.weight", Float.NaN);
            poison(tail, "model.norm.weight", Float.POSITIVE_INFINITY);

            assertThatThrownBy(() -> body.forward(3, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1))))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessage("the activation of microbatch 3 at stage 1: not a finite number");
            assertThat(body.holds(3)).isFalse();
            assertThatThrownBy(() -> tail.tail(
                            4,
                            Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)),
                            TestStage.tokens(4).targets(),
                            0))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessage("the loss of microbatch 4 at stage 2: not a finite number");
            assertThat(tail.accumulated()).isEmpty();
        }
    }

    @Test
    void a_gradient_that_is_not_finite_joins_no_step() throws IOException {
        try (var body = TestStage.stage(1, Shapes.PLENTY)) {
            poison(body, "model.layers.3.cut.compress.weight", 1e30f);
            var large = Shapes.payload(TestStage.TRAINING, TestStage.ramp(1));
            body.forward(3, large);
            var huge = new byte[TestStage.PAYLOAD];
            for (var i = 1; i < TestStage.PAYLOAD; i += 2) {
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
    void a_sum_that_is_not_finite_of_gradients_that_are_is_found_at_the_step_and_given_up() throws IOException {
        try (var head = TestStage.stage(0, Shapes.PLENTY)) {
            var name = head.parameters().getFirst().name();
            var before = States.of(head).floats(name);
            // The largest whose gradient is finite: that of twice as much is not.
            var exponent = 0;
            while (isFinite(head, exponent + 1)) {
                exponent++;
            }

            for (var id = 1; id <= 2; id++) {
                head.forward(id, TestStage.tokens(0).inputs());
                head.backward(id, powerOfTwo(exponent), 0);
            }
            assertThatThrownBy(() -> head.step(1e-3))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("the gradient sum");
            assertThat(States.of(head).floats(name)).isEqualTo(before);
            head.abandonStep();

            head.forward(3, TestStage.tokens(3).inputs());
            head.backward(3, powerOfTwo(0), 0);
            assertThat(head.step(1e-3).microbatches()).containsExactly(3L);
        }
    }

    private static boolean isFinite(StageEngine head, int exponent) {
        head.forward(0, TestStage.tokens(0).inputs());
        try {
            head.backward(0, powerOfTwo(exponent), 0);
            return true;
        } catch (NonFiniteException e) {
            return false;
        } finally {
            head.forget(0);
            head.abandonStep();
        }
    }

    private static byte[] powerOfTwo(int exponent) {
        var bytes = new byte[TestStage.PAYLOAD];
        var value = Float.floatToIntBits(Math.scalb(1f, exponent)) >>> 16;
        for (var i = 0; i < TestStage.PAYLOAD; i += 2) {
            bytes[i] = (byte) value;
            bytes[i + 1] = (byte) (value >>> 8);
        }
        return bytes;
    }

    private static void poison(StageEngine engine, String name, float value) throws IOException {
        var state = States.of(engine);
        var values = new float[state.floats(name).size()];
        Arrays.fill(values, value);
        state.put(name, values);
        engine.state().readWeights(state);
    }

    private static byte[] notANumber() {
        var bytes = TestStage.ramp(1);
        bytes[2] = (byte) 0xC0;
        bytes[3] = 0x7F;
        return bytes;
    }
}
