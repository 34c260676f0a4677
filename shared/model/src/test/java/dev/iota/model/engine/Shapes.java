package dev.iota.model.engine;

import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Rope;
import dev.iota.core.run.Schedule;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/** Small models and random text for the tests. */
final class Shapes {
    static final int VOCABULARY = 61;
    static final long PLENTY = 1L << 30;

    private Shapes() {}

    /** Six blocks of width 32 in three stages, two query heads to a key head. */
    static ModelSpec model(Cut cut) {
        return new ModelSpec(VOCABULARY, 32, 4, 2, 48, List.of(2, 2, 2), cut, 8, Rope.LLAMA_3, 1e-5, 0.2);
    }

    /** Two sequences of 16 tokens, four microbatches a step, a clip that fires. */
    static TrainingSpec training(Precision compute, Precision wire, boolean ordered) {
        return new TrainingSpec(
                16,
                2,
                0,
                4,
                10,
                compute,
                wire,
                ordered,
                new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1),
                Schedule.constant(1e-3, 0));
    }

    static TrainingSpec exact() {
        return training(Precision.FLOAT32, Precision.FLOAT32, true);
    }

    /** B × (T + 1) random tokens. */
    static StageInput.Tokens tokens(long seed, TrainingSpec training) {
        var random = new SplittableRandom(seed);
        return new StageInput.Tokens(
                training.sequences(),
                random.ints((long) training.sequences() * (training.sequence() + 1), 0, VOCABULARY)
                        .toArray());
    }

    /** The microbatches of step {@code step}, by id. */
    static SequencedMap<Long, StageInput.Tokens> step(int step, TrainingSpec training) {
        var microbatches = new LinkedHashMap<Long, StageInput.Tokens>();
        for (var i = 0; i < training.microbatchesPerStep(); i++) {
            var id = (long) step * training.microbatchesPerStep() + i;
            microbatches.put(id, tokens(id, training));
        }
        return microbatches;
    }

    static StageInput.Activations payload(TrainingSpec training, byte[] bytes) {
        return new StageInput.Activations(training.sequences(), bytes);
    }
}
