package dev.iota.core.merge.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.aggregate.Aggregation;
import dev.iota.core.merge.aggregate.TrimmedMean;
import dev.iota.core.merge.aggregate.WeightedMean;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Int8Codec;
import dev.iota.core.merge.codec.TopKCodec;
import dev.iota.core.merge.codec.Values;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OuterStepTest {
    private static final int LENGTH = 100;
    private static final AdamWSpec ADAM_W = new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1);

    @Test
    void adam_w_follows_its_formula_over_steps() {
        var state = new float[][] {Samples.gaussian(LENGTH, 1, 1), new float[LENGTH], new float[LENGTH]};
        var weight = (double) state[0][7];
        var first = 0.0;
        var second = 0.0;
        for (var t = 1; t <= 20; t++) {
            var gradient = Samples.gaussian(LENGTH, 1, 10 + t);
            var step = new SyncStep(ADAM_W, 1e-3, t, List.of(new ElementRange(0, LENGTH)));
            state = apply(step, state, 0, gradient);

            first = 0.9 * first + 0.1 * gradient[7];
            second = 0.95 * second + 0.05 * gradient[7] * gradient[7];
            weight -= 1e-3 * 0.1 * weight;
            weight -= 1e-3 * (first / (1 - Math.pow(0.9, t))) / (Math.sqrt(second / (1 - Math.pow(0.95, t))) + 1e-8);
            assertThat(state[0][7]).isCloseTo((float) weight, within(1e-6f));
        }
    }

    @Test
    void a_step_of_adam_w_gives_the_numbers_of_the_common_library() {
        // torch.optim.AdamW of one step: lr 0.1, betas (0.9, 0.95), eps 1e-8, weight decay 0.1: p·(1 − 0.01) −
        // 0.1·sign(g).
        var next = apply(
                new SyncStep(ADAM_W, 0.1, 1, List.of(new ElementRange(0, 2))),
                new float[][] {{1f, -2f}, {0, 0}, {0, 0}},
                0,
                new float[] {0.5f, 0.25f});

        assertThat(next[0][0]).isCloseTo(0.89f, within(1e-6f));
        assertThat(next[0][1]).isCloseTo(-2.08f, within(1e-6f));
        assertThat(next[1][0]).isCloseTo(0.05f, within(1e-8f));
        assertThat(next[2][0]).isCloseTo(0.0125f, within(1e-8f));
    }

    @Test
    void only_the_named_elements_decay_wherever_the_block_begins() {
        var ones = new float[LENGTH];
        Arrays.fill(ones, 1);
        var decayed = List.of(new ElementRange(5, 110), new ElementRange(120, 130), new ElementRange(190, 1000));
        var step = new SyncStep(ADAM_W, 0.5, 1, decayed);

        var next = apply(step, new float[][] {ones, new float[LENGTH], new float[LENGTH]}, 100, new float[LENGTH])[0];

        for (var i = 0; i < LENGTH; i++) {
            var inside = i < 10 || (i >= 20 && i < 30) || i >= 90;
            assertThat(next[i]).as("element %d", i).isEqualTo(inside ? 0.95f : 1f);
        }
    }

    @Test
    void a_gradient_as_large_as_float32_allows_leaves_a_state_that_can_be_published() {
        var huge = new float[LENGTH];
        Arrays.fill(huge, Float.MAX_VALUE);
        var state = new float[][] {huge, huge, huge};

        var next = apply(new SyncStep(ADAM_W, 1, 1, List.of()), state, 0, huge);
        assertThat(Values.allFinite(next[0], LENGTH)
                        && Values.allFinite(next[1], LENGTH)
                        && Values.allFinite(next[2], LENGTH))
                .isTrue();

        var negative = new float[LENGTH];
        Arrays.fill(negative, -Float.MAX_VALUE);
        next = apply(new DilocoStep(DilocoOptions.NESTEROV, 30), new float[][] {huge, negative}, 0, negative);
        assertThat(Values.allFinite(next[0], LENGTH) && Values.allFinite(next[1], LENGTH))
                .isTrue();
    }

    @Test
    void decayed_ranges_out_of_order_and_step_zero_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SyncStep(ADAM_W, 1, 1, List.of(new ElementRange(5, 9), new ElementRange(8, 10))))
                .withMessageContaining("ascending");
        assertThatIllegalArgumentException().isThrownBy(() -> new SyncStep(ADAM_W, 1, 0, List.of()));
    }

    @Test
    void momentum_rises_over_twenty_epochs_and_stays() {
        var options = DilocoOptions.NESTEROV;

        assertThat(options.momentum(0)).isEqualTo(0.5);
        assertThat(options.momentum(10)).isCloseTo(0.7, within(1e-12));
        assertThat(options.momentum(20)).isEqualTo(0.9);
        assertThat(options.momentum(1000)).isEqualTo(0.9);
        assertThat(options.rate() / (1 - options.momentum(20))).isCloseTo(7, within(1e-9));
    }

    @Test
    void few_local_steps_take_the_plain_mean() {
        assertThat(DilocoOptions.forSteps(9)).isEqualTo(DilocoOptions.PLAIN);
        assertThat(DilocoOptions.forSteps(10)).isEqualTo(DilocoOptions.NESTEROV);
        assertThat(new DilocoStep(DilocoOptions.PLAIN, 0).sections()).isEqualTo(1);
        assertThat(new DilocoStep(DilocoOptions.NESTEROV, 0).sections()).isEqualTo(2);
    }

    @Test
    void nesterov_uses_the_new_momentum() {
        var options = new DilocoOptions(0.5, 0.5, 0.5, 0, Moments.KEPT);
        var next = apply(new DilocoStep(options, 0), new float[][] {{10}, {4}}, 0, new float[] {2});

        // u' = 0.5·4 + 2 = 4; θ' = 10 − 0.5·(2 + 0.5·4) = 8.
        assertThat(next[1]).containsExactly(4f);
        assertThat(next[0]).containsExactly(8f);
    }

    @Test
    void a_steady_change_is_amplified_seven_times() {
        var state = new float[][] {{0}, {0}};
        var before = 0f;
        for (var epoch = 0; epoch < 300; epoch++) {
            before = state[0][0];
            state = apply(new DilocoStep(DilocoOptions.NESTEROV, epoch), state, 0, new float[] {-0.01f});
        }
        assertThat(state[0][0] - before).isCloseTo(0.07f, within(1e-5f));
    }

    @Test
    void averaging_takes_over_weights_and_moments_and_the_weighted_floor_of_the_steps() {
        var miners = Samples.miners(2);
        var kept = List.of(new Contribution(miners.get(0), 3, 1, ""), new Contribution(miners.get(1), 1, 1, ""));
        var steps = Map.of(miners.get(0), 10, miners.get(1), 9);

        assertThat(AverageStep.stepsAfter(100, kept, steps)).isEqualTo(109);
        assertThatThrownBy(() -> AverageStep.stepsAfter(0, kept, Map.of(miners.get(0), 1)))
                .hasMessageContaining("no step count of");
    }

    @Test
    void options_that_cannot_work_are_refused_with_the_field() {
        assertThatThrownBy(() -> MergeOptions.of(Mode.AVERAGE, new Int8Codec(), 10))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("float32 only");
        assertThatThrownBy(() -> options(Mode.DILOCO, new TopKCodec(5), false, new WeightedMean()))
                .hasMessageContaining("without error feedback");
        assertThatThrownBy(() -> options(Mode.DILOCO, new Float32Codec(), true, new WeightedMean()))
                .hasMessageContaining("leaves nothing out");
    }

    @Test
    void error_feedback_warns_where_it_guarantees_nothing() {
        assertThat(options(Mode.DILOCO, new TopKCodec(5), true, new WeightedMean())
                        .warnings())
                .isEmpty();
        assertThat(options(Mode.DILOCO, new TopKCodec(5), true, new TrimmedMean(20))
                        .warnings())
                .singleElement()
                .asString()
                .contains("no guarantee with trimmed-mean:20");
        assertThat(options(Mode.SYNC, new Int8Codec(), true, new WeightedMean()).warnings())
                .singleElement()
                .asString()
                .contains("private state");
    }

    private static MergeOptions options(Mode mode, Codec codec, boolean errorFeedback, Aggregation aggregation) {
        var defaults = MergeOptions.of(mode, new Float32Codec(), 10);
        return new MergeOptions(
                mode,
                codec,
                errorFeedback,
                aggregation,
                defaults.diloco(),
                defaults.exclusion(),
                defaults.recomputedShare(),
                defaults.releases());
    }

    private static float[][] apply(OuterStep step, float[][] state, long first, float[] aggregate) {
        var next = new float[step.sections()][state[0].length];
        step.apply(state, new float[][] {aggregate}, first, state[0].length, next);
        return next;
    }
}
