package dev.iota.core.merge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.merge.Samples;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ErrorFeedbackTest {
    private static final int LENGTH = 1000;
    private static final Codec CODEC = new TopKCodec(10);
    private static final BlockLayout LAYOUT = new BlockLayout(LENGTH);

    @Test
    void what_a_merged_upload_left_out_is_the_residual() {
        var feedback = new ErrorFeedback(CODEC, LAYOUT);
        var delta = Samples.gaussian(LENGTH, 1, 1);

        var decoded = decode(feedback.encode(0, 0, delta));
        assertThat(feedback.settle(0, true).changed()).isTrue();

        var residual = feedback.residual(0);
        for (var i = 0; i < LENGTH; i++) {
            assertThat(residual[i] + decoded[i]).isEqualTo(delta[i]);
        }
    }

    @Test
    void an_upload_that_was_not_merged_leaves_the_residual_as_it_was() {
        var feedback = new ErrorFeedback(CODEC, LAYOUT);
        feedback.encode(0, 0, Samples.gaussian(LENGTH, 1, 1));
        feedback.settle(0, true);
        var before = feedback.residual(0);

        feedback.encode(1, 0, Samples.gaussian(LENGTH, 1, 2));
        var decision = feedback.settle(1, false);

        assertThat(decision.changed()).isFalse();
        assertThat(decision.reason()).contains("not merged");
        assertThat(feedback.residual(0)).isEqualTo(before);
    }

    @Test
    void nothing_is_lost_over_epochs() {
        var feedback = new ErrorFeedback(CODEC, LAYOUT);
        var given = new double[LENGTH];
        var sent = new double[LENGTH];
        for (var epoch = 0; epoch < 50; epoch++) {
            var delta = Samples.gaussian(LENGTH, 1, epoch);
            var decoded = decode(feedback.encode(epoch, 0, delta));
            feedback.settle(epoch, true);
            for (var i = 0; i < LENGTH; i++) {
                given[i] += delta[i];
                sent[i] += decoded[i];
            }
        }
        var residual = feedback.residual(0);
        for (var i = 0; i < LENGTH; i++) {
            assertThat(sent[i] + residual[i]).isCloseTo(given[i], within(1e-4));
        }
    }

    @Test
    void encoding_again_starts_from_the_same_residual() {
        var feedback = new ErrorFeedback(CODEC, LAYOUT);
        var delta = Samples.gaussian(LENGTH, 1, 1);

        assertThat(feedback.encode(0, 0, delta)).isEqualTo(feedback.encode(0, 0, delta));
    }

    @Test
    void an_upload_is_settled_before_the_next_one() {
        var feedback = new ErrorFeedback(CODEC, LAYOUT);
        feedback.encode(0, 0, new float[LENGTH]);

        assertThatIllegalStateException()
                .isThrownBy(() -> feedback.encode(1, 0, new float[LENGTH]))
                .withMessageContaining("epoch 0 is not settled");
        assertThat(feedback.settle(1, true).reason()).contains("no upload of epoch 1");
    }

    @Test
    void a_snapshot_brings_back_a_pending_upload() {
        var feedback = new ErrorFeedback(CODEC, LAYOUT);
        feedback.encode(4, 0, Samples.gaussian(LENGTH, 1, 1));

        var restored = new ErrorFeedback(
                CODEC,
                LAYOUT,
                new float[][] {feedback.residual(0)},
                new float[][] {feedback.next(0)},
                feedback.pending());
        feedback.settle(4, true);
        restored.settle(4, true);

        assertThat(restored.residual(0)).isEqualTo(feedback.residual(0));
        assertThat(restored.pending()).isEqualTo(OptionalInt.empty());
    }

    private static float[] decode(byte[] block) {
        var out = new float[LENGTH];
        CODEC.decode(block, LENGTH, out);
        return out;
    }
}
