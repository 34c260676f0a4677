package dev.iota.model.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.audit.AuditBars;
import dev.iota.core.base.Bf16;
import dev.iota.core.base.MalformedException;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Measure;
import dev.iota.core.wire.Precision;
import dev.iota.model.engine.StageReplay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hops that are computed again: honest ones pass, others do not, and the weights stay as they are. */
@Tag("security")
class HopReplayTest {
    private static final TrainingSpec TRAINING = AuditedHops.training(Precision.FLOAT32, Precision.BFLOAT16);
    private static final long MICROBATCH = 11;

    @ParameterizedTest
    @EnumSource(Precision.class)
    void on_the_same_machine_with_as_many_threads_every_bit_is_the_same(Precision compute) {
        for (var wire : Precision.values()) {
            var training = AuditedHops.training(compute, wire);
            for (var budget : new long[] {0, 1L << 30}) {
                var hops = AuditedHops.of(training, 1, budget, MICROBATCH);
                for (var stage = 0; stage < hops.size(); stage++) {
                    try (var replay = replay(training, stage, AuditedHops.SEED)) {
                        assertThat(judge(training, replay, hops.get(stage)).measures())
                                .isNotEmpty()
                                .allSatisfy(measure -> assertThat(measure.value())
                                        .as(measure.name())
                                        .isZero());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void with_other_threads_an_honest_hop_passes(int threads) {
        for (var compute : Precision.values()) {
            var training = AuditedHops.training(compute, Precision.BFLOAT16);
            var hops = AuditedHops.of(training, threads, 0, MICROBATCH);
            for (var stage = 0; stage < hops.size(); stage++) {
                try (var replay = replay(training, stage, AuditedHops.SEED)) {
                    assertThat(judge(training, replay, hops.get(stage)).passed())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void one_engine_serves_many_audits_and_no_weight_changes() {
        var hops = AuditedHops.of(TRAINING, 1, 0, MICROBATCH);
        var others = AuditedHops.of(TRAINING, 1, 0, MICROBATCH + 1);
        try (var replay = replay(TRAINING, 1, AuditedHops.SEED)) {
            for (var i = 0; i < 3; i++) {
                for (var hop : List.of(hops.get(1), others.get(1))) {
                    assertThat(judge(TRAINING, replay, hop).measures())
                            .allSatisfy(measure -> assertThat(measure.value()).isZero());
                }
            }
        }
    }

    @Test
    void an_output_with_noise_of_a_tenth_fails_and_the_references_bars_let_it_pass() {
        var hop = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(1);
        var noisy = new HopResults(
                hop.results().output().map(payload -> noise(payload, 0.1)),
                hop.results().inputGradient(),
                hop.results().probe(),
                Optional.empty());
        try (var replay = replay(TRAINING, 1, AuditedHops.SEED)) {
            assertThat(above(replay, hop.inputs(), noisy)).containsExactly("output.relativeL2", "output.cosine");
            var reference = AuditBars.reference().of(TRAINING.compute(), TRAINING.wire(), 0);
            assertThat(new HopReplay(replay, TRAINING.wire(), reference)
                            .judge(0, hop.inputs(), noisy)
                            .passed())
                    .isTrue();
        }
    }

    @Test
    void an_echo_of_the_input_fails() {
        var hop = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(1);
        var input = ((dev.iota.model.engine.StageInput.Activations) hop.inputs().input()).payload();
        var echo = new HopResults(
                Optional.of(input), hop.inputs().outputGradient(), hop.results().probe(), Optional.empty());
        try (var replay = replay(TRAINING, 1, AuditedHops.SEED)) {
            assertThat(above(replay, hop.inputs(), echo)).contains("output.relativeL2", "inputGradient.relativeL2");
        }
    }

    @Test
    void what_was_computed_at_other_weights_fails() {
        var hop = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(1);
        try (var replay = replay(TRAINING, 1, AuditedHops.SEED + 1)) {
            assertThat(above(replay, hop.inputs(), hop.results()))
                    .contains("output.relativeL2", "inputGradient.relativeL2", "positions.relativeL2");
        }
    }

    @Test
    void a_block_that_is_skipped_fails() throws IOException {
        var hop = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(1);
        try (var cheat = replay(TRAINING, 1, AuditedHops.SEED);
                var replay = replay(TRAINING, 1, AuditedHops.SEED)) {
            var start = new dev.iota.model.engine.InitialWeights(
                    AuditedHops.SEED, AuditedHops.MODEL.initialDeviation(), cheat.parameters());
            cheat.readWeights((name, shape, offset, chunk) -> {
                start.read(name, shape, offset, chunk);
                // Without these two maps a block adds nothing to what passes through it.
                if (name.matches("model.layers.2.(self_attn.o_proj|mlp.down_proj).weight")) {
                    Collections.nCopies(chunk.clear().remaining(), (byte) 0).forEach(chunk::put);
                }
            });
            var skipped = HopReplay.replay(cheat, 0, hop.inputs());
            assertThat(above(replay, hop.inputs(), skipped)).contains("output.relativeL2", "norms.relativeL2");
        }
    }

    @Test
    void a_gradient_of_zeros_fails() {
        var hop = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(1);
        var honest = hop.results();
        var zero = new HopResults(
                honest.output(),
                honest.inputGradient().map(payload -> new byte[payload.length]),
                honest.probe(),
                Optional.empty());
        var silent = new HopResults(
                honest.output(),
                honest.inputGradient(),
                new GradientProbe(
                        Collections.nCopies(honest.probe().norms().size(), 0f),
                        Collections.nCopies(GradientProbe.POSITIONS, 0f)),
                Optional.empty());
        try (var replay = replay(TRAINING, 1, AuditedHops.SEED)) {
            assertThat(above(replay, hop.inputs(), zero))
                    .containsExactly("inputGradient.relativeL2", "inputGradient.cosine");
            assertThat(above(replay, hop.inputs(), silent))
                    .containsExactly("norms.relativeL2", "norms.cosine", "positions.relativeL2", "positions.cosine");
        }
    }

    @Test
    void a_loss_that_is_a_hundredth_lower_fails() {
        var hop = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(2);
        var honest = hop.results();
        var lower = new HopResults(
                honest.output(),
                honest.inputGradient(),
                honest.probe(),
                honest.loss().map(loss -> 0.99f * loss));
        try (var replay = replay(TRAINING, 2, AuditedHops.SEED)) {
            assertThat(above(replay, hop.inputs(), lower)).containsExactly("loss.relativeL2");
            assertThat(judge(TRAINING, replay, new AuditedHops.Hop(hop.inputs(), lower))
                            .reason())
                    .startsWith("loss.relativeL2 is 0.0100 from what comes of computing the hop again; the bar is ");
        }
    }

    @Test
    void an_output_that_is_not_there_is_not_judged_and_anything_else_that_is_missing_fails() {
        var body = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(1);
        var tail = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(2);
        var probe = body.results().probe();
        try (var replay = replay(TRAINING, 1, AuditedHops.SEED);
                var last = replay(TRAINING, 2, AuditedHops.SEED)) {
            assertThat(above(
                            replay,
                            body.inputs(),
                            new HopResults(Optional.empty(), body.results().inputGradient(), probe, Optional.empty())))
                    .isEmpty();
            assertThat(above(
                            replay,
                            body.inputs(),
                            new HopResults(
                                    body.results().output(),
                                    Optional.empty(),
                                    new GradientProbe(List.of(1f), List.of()),
                                    Optional.empty())))
                    .contains("inputGradient.relativeL2", "norms.relativeL2", "positions.relativeL2");
            assertThat(above(
                            last,
                            tail.inputs(),
                            new HopResults(
                                    Optional.empty(),
                                    tail.results().inputGradient(),
                                    tail.results().probe(),
                                    Optional.empty())))
                    .containsExactly("loss.relativeL2");
        }
    }

    @Test
    void inputs_that_are_none_are_no_verdict() {
        var hop = AuditedHops.of(TRAINING, 1, 0, MICROBATCH).get(1);
        try (var replay = replay(TRAINING, 1, AuditedHops.SEED)) {
            for (var gradient : List.of(Optional.of(new byte[3]), Optional.<byte[]>empty())) {
                var inputs = new HopInputs(hop.inputs().input(), Optional.empty(), gradient, MICROBATCH);
                assertThatThrownBy(() -> judge(TRAINING, replay, new AuditedHops.Hop(inputs, hop.results())))
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    private static StageReplay replay(TrainingSpec training, int stage, long seed) {
        var replay = new StageReplay(AuditedHops.MODEL, training, stage, "cpu", 1);
        replay.startFrom(seed);
        return replay;
    }

    private static HopVerdict judge(TrainingSpec training, StageReplay replay, AuditedHops.Hop hop) {
        var bars = AuditBars.standard().of(training.compute(), training.wire(), 0);
        return new HopReplay(replay, training.wire(), bars).judge(MICROBATCH, hop.inputs(), hop.results());
    }

    private static List<String> above(StageReplay replay, HopInputs inputs, HopResults found) {
        return judge(TRAINING, replay, new AuditedHops.Hop(inputs, found)).measures().stream()
                .filter(measure -> measure.value() > measure.bar())
                .map(Measure::name)
                .toList();
    }

    /** Normal noise of {@code part} of the signal's root mean square, in bfloat16. */
    private static byte[] noise(byte[] payload, double part) {
        var random = new SplittableRandom(5);
        var halves = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        var square = 0d;
        for (var i = 0; i < halves.limit(); i++) {
            square += Math.pow(Bf16.decode(halves.get(i)), 2);
        }
        var deviation = part * Math.sqrt(square / halves.limit());
        var out = ByteBuffer.allocate(payload.length).order(ByteOrder.LITTLE_ENDIAN);
        for (var i = 0; i < halves.limit(); i++) {
            out.putShort(Bf16.encode((float) (Bf16.decode(halves.get(i)) + deviation * random.nextGaussian())));
        }
        return out.array();
    }
}
