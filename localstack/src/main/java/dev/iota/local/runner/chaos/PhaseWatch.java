package dev.iota.local.runner.chaos;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.EpochTable;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.StageMerge;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Endpoints;
import dev.iota.local.runner.operator.Operator;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Sees what a run is doing, in its tables and in what its runner says. */
final class PhaseWatch implements AutoCloseable {
    /** How a runner says that it collects what came of the run. */
    private static final String FINISHING = "finishing:";

    private final Scene scene;
    private final int epoch;
    private @Nullable Tables tables;

    /** @param epoch whose phases are meant */
    PhaseWatch(Scene scene, int epoch) {
        this.scene = scene;
        this.epoch = epoch;
    }

    private record Tables(AwsClients clients, Operator operator, EpochTable epochs) {
        static Tables of(CloudFile cloud, Scene scene) {
            var clients = Endpoints.clients(cloud);
            var spec = RunFolder.record(scene.run()).spec();
            return new Tables(
                    clients,
                    new Operator(cloud, spec, InstantSource.system()),
                    new EpochTable(clients.dynamoDb(), new Names(cloud.run())));
        }
    }

    /** Whether the phase of the cell has come, or has passed. */
    boolean hasCome() {
        return switch (scene.cell().phase()) {
            case START -> hasStarted();
            case FINISHING -> scene.output().contains(FINISHING);
            default -> isInTables();
        };
    }

    private boolean hasStarted() {
        return scene.cell().process().equals(Cell.GUEST)
                ? Files.exists(scene.run().resolve(RunFolder.RECORD))
                        && scene.cloud().isPresent()
                : scene.pid().isPresent();
    }

    private boolean isInTables() {
        try {
            return open().map(this::isIn).orElse(false);
        } catch (SdkException | IllegalStateException e) {
            return false; // the cloud is coming up, or the run is not set up yet
        }
    }

    private Optional<Tables> open() {
        if (tables == null && Files.exists(scene.run().resolve(RunFolder.RECORD))) {
            tables = scene.cloud().map(cloud -> Tables.of(cloud, scene)).orElse(null);
        }
        return Optional.ofNullable(tables);
    }

    private boolean isIn(Tables now) {
        var newest = now.epochs().epochs().stream().mapToInt(Epoch::epoch).max().orElse(-1);
        if (newest > epoch) {
            return true;
        }
        if (newest < epoch) {
            return false;
        }
        return switch (scene.cell().phase()) {
            case TRAINING -> completed(now) > 0;
            case COLLECTING -> merge(now).isPresent();
            case MERGING -> merge(now).filter(PhaseWatch::isMerged).isPresent();
            case LOADING, START, FINISHING -> false;
        };
    }

    private static long completed(Tables now) {
        return now.operator().status().map(status -> status.completed()).orElse(0L);
    }

    private Optional<StageMerge> merge(Tables now) {
        return now.epochs().stage(epoch, 0);
    }

    private static boolean isMerged(StageMerge stage) {
        return stage.phase() != StageMerge.Phase.COLLECTING;
    }

    @Override
    public void close() {
        if (tables != null) {
            tables.operator().close();
            tables.clients().close();
        }
    }
}
