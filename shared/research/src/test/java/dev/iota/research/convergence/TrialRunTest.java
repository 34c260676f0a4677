package dev.iota.research.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.merge.Mode;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replicas in one process learn what they would learn apart. */
class TrialRunTest {
    private static final int MICROBATCHES = 40;
    private static final EngineOptions ENGINE = EngineOptions.cpu(1, 1L << 26);
    private static final Preset PRESET = Presets.parse("test", """
            model:
              {vocabulary: 50, width: 16, heads: 2, kvHeads: 1, feedForward: 24, blocks: [1, 1],
              cut: PARTIAL_RESIDUAL, cutWidth: 4, initialDeviation: 0.2}
            training:
              sequence: 8
              sequences: 2
              microbatchesPerStep: 1
              compute: FLOAT32
              wire: FLOAT32
              schedule: {peak: 1.0e-2, warmup: 2}
            """);

    private static final List<StageInput.Tokens> HELD_OUT = List.of(tokens(-1), tokens(-2));
    /** What a pipeline of this seed learns, which several rules compare with. */
    private static final long SEED = 3;

    private static double alone;

    @BeforeAll
    static void trainAlone() {
        alone = pipeline(SEED);
    }

    @Test
    void a_replica_alone_learns_what_a_pipeline_learns_however_long_its_epochs_are() throws IOException {
        for (var steps : List.of(1, 5, 10)) {
            assertThat(loss(Mode.DILOCO, steps, 1, Pathways.RANDOM, 3)).isEqualTo(alone);
        }
    }

    @Test
    void one_step_an_epoch_is_the_same_whether_gradients_or_weights_are_merged() throws IOException {
        // AdamW of the merge is float64 in Java, that of a miner float32 in the tensor library.
        assertThat(loss(Mode.SYNC, 1, 1, Pathways.RANDOM, 3))
                .isCloseTo(alone, org.assertj.core.data.Offset.offset(1e-3));
        assertThat(loss(Mode.AVERAGE, 1, 1, Pathways.RANDOM, 3)).isEqualTo(alone);
    }

    @Test
    void replicas_learn_in_every_mode_and_the_seed_decides() throws IOException {
        for (var mode : Mode.values()) {
            var steps = mode == Mode.SYNC ? 1 : 5;
            var first = loss(mode, steps, 2, Pathways.RANDOM, 3);
            assertThat(first).isLessThan(Math.log(50)).isEqualTo(loss(mode, steps, 2, Pathways.RANDOM, 3));
            assertThat(first).isNotEqualTo(loss(mode, steps, 2, Pathways.RANDOM, 4));
        }
    }

    @Test
    void pathways_decide_which_replicas_learn_from_which() throws IOException {
        assertThat(loss(Mode.DILOCO, 5, 2, Pathways.FIXED, 3))
                .isNotEqualTo(loss(Mode.DILOCO, 5, 2, Pathways.RANDOM, 3));
    }

    @Test
    void moments_that_begin_anew_change_what_comes_after_the_first_epoch_alone() throws IOException {
        var one = new Trial.Shape(Mode.DILOCO, false, Moments.RESTARTED, MICROBATCHES, Pathways.RANDOM);
        var several = new Trial.Shape(Mode.DILOCO, false, Moments.RESTARTED, 10, Pathways.RANDOM);

        assertThat(loss(new Trial(one, 1, SEED, "test", MICROBATCHES))).isEqualTo(alone);
        assertThat(loss(new Trial(several, 1, SEED, "test", MICROBATCHES)))
                .isNotEqualTo(alone)
                .isLessThan(Math.log(50));
    }

    private double loss(Mode mode, int steps, int replicas, Pathways pathways, long seed) throws IOException {
        var shape = new Trial.Shape(mode, false, Moments.KEPT, steps, pathways);
        var trial = new Trial(shape, replicas, seed, "test", MICROBATCHES);
        return loss(trial);
    }

    private static double loss(Trial trial) throws IOException {
        return new TrialRun(PRESET, TrialRunTest::tokens, HELD_OUT, ENGINE)
                .run(trial)
                .heldOutLoss();
    }

    private static double pipeline(long seed) {
        var shape = new Trial.Shape(Mode.DILOCO, false, Moments.KEPT, 1, Pathways.RANDOM);
        var trial = new Trial(shape, 1, seed, "test", MICROBATCHES);
        var training = trial.training(PRESET);
        try (var pipeline = new Pipeline(PRESET.model(), training, seed, ENGINE)) {
            for (var step = 0; step < MICROBATCHES; step++) {
                var position = seed * MICROBATCHES + step;
                var batch = new LinkedHashMap<Long, StageInput.Tokens>();
                batch.put(position, tokens(position));
                pipeline.train(batch, training.learningRate(step, 0));
            }
            return HELD_OUT.stream().mapToDouble(pipeline::loss).average().orElseThrow();
        }
    }

    /** Two rows of numbers that count up: easy to learn. */
    private static StageInput.Tokens tokens(long position) {
        var random = new Random(position);
        var ids = new int[2 * 9];
        for (var row = 0; row < 2; row++) {
            var start = random.nextInt(50);
            for (var i = 0; i < 9; i++) {
                ids[row * 9 + i] = (start + i) % 50;
            }
        }
        return new StageInput.Tokens(2, ids);
    }
}
