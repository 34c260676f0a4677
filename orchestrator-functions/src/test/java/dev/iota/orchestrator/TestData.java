package dev.iota.orchestrator;

import dev.iota.core.data.DataManifest;
import dev.iota.core.data.HeldOutSample;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.ScoreSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.orchestrator.context.Services;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What test runs are defined by, and their data. */
final class TestData {
    private static final int RECORDS = 7;
    private static final RecordShape SHAPE = new RecordShape(257, 4, 1);

    private TestData() {}

    /** The smallest preset with so many stages, and one sequence of four tokens a microbatch. */
    static RunSpec spec(String run, int stages, Optional<EpochSpec> epochs, LimitSpec limits) {
        var tiny = Presets.load("tiny");
        var model = tiny.model();
        var training = tiny.training();
        return new RunSpec(
                run,
                1,
                new ModelSpec(
                        model.vocabulary(),
                        model.width(),
                        model.heads(),
                        model.kvHeads(),
                        model.feedForward(),
                        Collections.nCopies(stages, 1),
                        model.cut(),
                        model.cutWidth(),
                        model.rope(),
                        model.normEpsilon(),
                        model.initialDeviation()),
                new TrainingSpec(
                        4,
                        1,
                        0,
                        training.microbatchesPerStep(),
                        training.stepsPerEpoch(),
                        training.compute(),
                        training.wire(),
                        false,
                        training.adamW(),
                        training.schedule()),
                LeaseSpec.DEFAULT,
                0.5,
                5,
                1,
                epochs.orElseGet(() -> EpochSpec.untilClosed()),
                limits,
                AuditSpec.NONE,
                ScoreSpec.DEFAULT,
                Optional.empty());
    }

    /** Puts the token shards in the run's bucket. */
    static DataManifest store(Services services) {
        var writer = new TokenShardWriter(SHAPE);
        for (var i = 0; i < RECORDS; i++) {
            var tokens = new int[SHAPE.tokens()];
            Arrays.fill(tokens, i);
            writer.add(tokens);
        }
        try {
            var out = new ByteArrayOutputStream();
            var entry = writer.writeTo(out, "shard-0");
            services.objects().write("data/shard-0", out.toByteArray());
            var heldOut = writer.writeTo(new ByteArrayOutputStream(), "held-out");
            var tokens = (long) RECORDS * SHAPE.tokens();
            var manifest = new DataManifest(
                    "byte", DataManifest.BYTE, 257, 4, 1, 1, List.of(entry), heldOut, 1, tokens, tokens, 1.0);
            services.objects()
                    .write(
                            "data/" + HeldOutSample.KEY,
                            HeldOutSample.of(manifest).take(new ByteArrayInputStream(out.toByteArray())));
            return manifest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
