package dev.iota.miner.agent;

import dev.iota.agent.home.FlatTensors;
import dev.iota.core.base.Sha256;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.Schedule;
import dev.iota.core.run.ScoreSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Runs that are as small as a test needs, and the engine that their miners are compared with. */
final class TestRuns {
    /** After everything. */
    static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    private TestRuns() {}

    /** Two sequences of eight tokens, ten heartbeats a second. */
    static RunSpec spec(ModelSpec model, int microbatchesPerStep, int stepsPerEpoch, EpochSpec epochs) {
        var training = new TrainingSpec(
                8,
                2,
                0,
                microbatchesPerStep,
                stepsPerEpoch,
                Precision.FLOAT32,
                Precision.FLOAT32,
                false,
                new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1),
                Schedule.constant(1e-3, 0));
        var leases = new LeaseSpec(
                Duration.ofSeconds(20),
                Duration.ofMinutes(15),
                8,
                Duration.ofMinutes(2),
                Duration.ofMillis(100),
                6,
                3,
                200_000);
        return new RunSpec(
                "test",
                7,
                model,
                training,
                leases,
                0.5,
                5,
                1,
                epochs,
                LimitSpec.DEFAULT,
                AuditSpec.NONE,
                ScoreSpec.DEFAULT,
                Optional.of(Sha256.hex("the data")));
    }

    /** What a miner of stage 0 has in it. */
    static StageEngine engine(RunSpec spec) {
        return new StageEngine(spec.model(), spec.training(), 0, spec.seed(), EngineOptions.cpu(1, 0));
    }

    /** All parameters, float32, as they are uploaded. */
    static byte[] weights(StageEngine engine) throws IOException {
        var out = new ByteArrayOutputStream();
        FlatTensors.write(engine.state().weights(), Channels.newChannel(out));
        return out.toByteArray();
    }
}
