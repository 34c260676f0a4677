package dev.iota.model.engine;

import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.program.StageMemory;

/** The stages that the tests of the engine run, and payloads for them. */
final class TestStage {
    static final long SEED = 3;
    static final ModelSpec MODEL = Shapes.model(Cut.PARTIAL_RESIDUAL);
    static final TrainingSpec TRAINING = Shapes.training(Precision.FLOAT32, Precision.BFLOAT16, false);
    static final int PAYLOAD = Math.toIntExact(StageMemory.boundaryBytes(MODEL, TRAINING));

    private TestStage() {}

    /** Small numbers of both signs: the upper byte of a bfloat16 carries sign and exponent. */
    static byte[] ramp(int seed) {
        var bytes = new byte[PAYLOAD];
        for (var i = 0; i < PAYLOAD; i += 2) {
            bytes[i] = (byte) (i * 31 + seed * 17);
            bytes[i + 1] = (byte) ((i / 2 + seed) % 3 == 0 ? 0xBF : 0x3E);
        }
        return bytes;
    }

    static StageInput.Tokens tokens(long id) {
        return Shapes.tokens(id, TRAINING);
    }

    static StageEngine stage(int stage, long budget) {
        return new StageEngine(MODEL, TRAINING, stage, SEED, options(budget));
    }

    static EngineOptions options(long budget) {
        return EngineOptions.cpu(1, budget);
    }
}
