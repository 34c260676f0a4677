package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.FeedTable;
import dev.iota.cloud.table.Pointer;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.routing.Feed;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.epoch.InitialState;
import dev.iota.orchestrator.merge.Checkpoints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes a run: what defines it, and the state that its first epoch starts from. */
public final class RunSetup {
    private final Services services;
    private final Runs runs;
    private final Checkpoints checkpoints;

    public RunSetup(Services services, Runs runs) {
        this.services = services;
        this.runs = runs;
        this.checkpoints = new Checkpoints(services);
    }

    /**
     * Sets the run up, open for {@code limit} data positions. Once more with the same run, whatever its operator
     * changed of it by now, it completes what a crash left out and changes nothing else.
     *
     * @throws IllegalArgumentException if there is another run under this name, or its name is another one
     */
    public void create(RunRecord record, long limit) {
        requireNoOther(record);
        services.runs().create(record);
        requireNoOther(record);
        var shards = record.spec().indexShards();
        var feeds = new FeedTable(services.clients().dynamoDb(), services.names(), shards);
        IntStream.range(0, shards).forEach(shard -> feeds.create(Feed.fresh(shard, shards, limit)));
    }

    /**
     * Sees to it that the run is not there, or is this one, in whatever epoch, halted or not.
     *
     * @throws IllegalArgumentException if there is another run under this name, or its name is another one
     */
    void requireNoOther(RunRecord record) {
        var name = services.names().run();
        if (!record.spec().run().equals(name)) {
            throw new IllegalArgumentException("the specification is of the run '%s', the configuration of '%s'"
                    .formatted(record.spec().run(), name));
        }
        if (services.runs().get().filter(known -> !isSame(known, record)).isPresent()) {
            throw new IllegalArgumentException(
                    "the run '%s' exists with another specification or other data: choose another name or go on with it"
                            .formatted(name));
        }
    }

    private static boolean isSame(RunRecord known, RunRecord record) {
        return known.spec().isSameRun(record.spec())
                && known.manifest().equals(record.manifest())
                && known.data().equals(record.data());
    }

    /** Whether the state that the first epoch starts from is published, and so the run has begun. */
    public boolean hasBegun() {
        return services.runs().pointer(0).filter(Pointer::isComplete).isPresent();
    }

    /**
     * Publishes the state of a stage that the first epoch starts from; the same once more sends and changes nothing.
     * With the last of the stages the first epoch begins.
     *
     * @param parameters of the stage, in the order of its program
     * @param weights all parameters in that order, float32, little-endian; what follows them is left
     * @param progress hears of every object that is stored
     * @throws dev.iota.core.base.InvalidSpecException if the stage is too large for the slowest line
     *     that the run admits
     * @throws IllegalArgumentException if there are fewer weights
     * @throws IllegalStateException if the run began from another state already
     */
    public void publishInitial(
            int stage, List<ParameterShape> parameters, InputStream weights, InitialState.Progress progress)
            throws IOException {
        var run = runs.current();
        new EpochTimes(run.spec())
                .check(
                        stage,
                        parameters.stream().mapToLong(ParameterShape::elements).sum());
        var state = new InitialState(services, run, stage, parameters, progress).store(weights);
        publish(stage, checkpoints.write(state));
        if (hasBegun()) {
            begin();
        }
    }

    /** Starts the first epoch of a run that is in it; once more it changes nothing. */
    void begin() {
        if (services.runs().get().filter(record -> record.epoch() == 0).isPresent()) {
            services.executions().start(0, 1);
        }
    }

    private void publish(int stage, StoredObject object) {
        var run = runs.current();
        services.optimistic().until("the first state", Options.DEFAULT, () -> {
            var before = services.runs().pointer(0);
            var published = new ArrayList<>(before.map(Pointer::checkpoints)
                    .orElseGet(() -> Collections.nCopies(run.stages(), Optional.empty())));
            if (published.get(stage).filter(object::equals).isPresent()) {
                return true;
            }
            if (before.filter(Pointer::isComplete).isPresent()) {
                throw new IllegalStateException("the run began from another state of stage %d".formatted(stage));
            }
            published.set(stage, Optional.of(object));
            return services.runs().publishFirst(before, new Pointer(0, published));
        });
    }
}
