package dev.iota.local.packaged;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.ConductSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.ScoreSpec;
import dev.iota.local.cloud.CloudOptions;
import dev.iota.local.cloud.EmbeddedCloud;
import dev.iota.local.cloud.lambda.HandlerFactory;
import dev.iota.orchestrator.admin.RunSetup;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An embedded cloud of the real shapes without functions of its own. */
final class PackagedCloud implements AutoCloseable {
    static final Names NAMES = new Names("test");
    static final Resources RESOURCES = Resources.of(NAMES);

    private static final RecordShape SHAPE = new RecordShape(257, 4, 1);
    private static final long POSITIONS = 1000;
    private static final int CALLS = 1000;

    private final EmbeddedCloud cloud;

    private PackagedCloud(Path folder) throws Exception {
        cloud = EmbeddedCloud.start(new CloudOptions(
                folder, NAMES, 0, storage(), HandlerFactory.byName(), Clock.systemUTC(), new SecureRandom()));
    }

    /** One in which no run is set up. */
    static PackagedCloud empty(Path folder) throws Exception {
        return new PackagedCloud(folder);
    }

    /** One in which a run is open. */
    static PackagedCloud open(Path folder) throws Exception {
        var made = new PackagedCloud(folder);
        try {
            var services = Services.configured();
            new RunSetup(services, new Runs(services)).create(new RunRecord(spec(), manifest(), "data/", 0), POSITIONS);
        } catch (Exception e) {
            made.close();
            throw e;
        }
        return made;
    }

    private static Resources storage() {
        return new Resources(
                RESOURCES.tables(),
                RESOURCES.queues(),
                RESOURCES.buckets(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Where a function's process finds the services. */
    Map<String, String> environment() {
        return cloud.file().environment();
    }

    private static RunSpec spec() {
        var tiny = Presets.load("tiny");
        return new RunSpec(
                NAMES.run(),
                1,
                tiny.model(),
                tiny.training(),
                LeaseSpec.DEFAULT,
                0.5,
                5,
                1,
                EpochSpec.untilClosed(),
                new LimitSpec(CALLS, CALLS, CALLS, CALLS, 64 * 1024, 8, ConductSpec.DEFAULT),
                AuditSpec.NONE,
                ScoreSpec.DEFAULT,
                Optional.empty());
    }

    private static DataManifest manifest() throws Exception {
        var writer = new TokenShardWriter(SHAPE);
        writer.add(new int[SHAPE.tokens()]);
        var entry = writer.writeTo(new ByteArrayOutputStream(), "shard-0");
        var heldOut = writer.writeTo(new ByteArrayOutputStream(), "held-out");
        return new DataManifest(
                "byte",
                DataManifest.BYTE,
                257,
                4,
                1,
                1,
                List.of(entry),
                heldOut,
                1,
                SHAPE.tokens(),
                SHAPE.tokens(),
                1.0);
    }

    @Override
    public void close() {
        cloud.close();
    }
}
