package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.FeedTable;
import dev.iota.cloud.table.Pointer;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.routing.Feed;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.epoch.InitialState;
import dev.iota.orchestrator.merge.Checkpoints;
import java.nio.file.Path;
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
        var name = services.names().run();
        if (!record.spec().run().equals(name)) {
            throw new IllegalArgumentException("the specification is of the run '%s', the configuration of '%s'"
                    .formatted(record.spec().run(), name));
        }
        if (!services.runs().create(record) && !exists(record)) {
            throw new IllegalArgumentException(
                    "the run '%s' exists with another specification or other data: choose another name or go on with it"
                            .formatted(name));
        }
        var shards = record.spec().indexShards();
        var feeds = new FeedTable(services.clients().dynamoDb(), services.names(), shards);
        IntStream.range(0, shards).forEach(shard -> feeds.create(Feed.fresh(shard, shards, limit)));
    }

    /** Whether the run is there already, in whatever epoch, halted or not. */
    private boolean exists(RunRecord record) {
        return services.runs()
                .get()
                .map(known -> known.spec().isSameRun(record.spec())
                        && known.manifest().equals(record.manifest())
                        && known.data().equals(record.data()))
                .orElse(false);
    }

    /**
     * Publishes the state of a stage that the first epoch starts from; the same once more changes nothing. With the
     * last of the stages the first epoch begins.
     *
     * @param parameters of the stage, in the order of its program
     * @param file all parameters in that order, float32, little-endian
     * @throws dev.iota.core.base.InvalidSpecException if the stage is too large for the slowest line
     *     that the run admits
     * @throws IllegalArgumentException if the file has another length
     * @throws IllegalStateException if the run began from another state already
     */
    public void publishInitial(int stage, List<ParameterShape> parameters, Path file) {
        var run = runs.current();
        new EpochTimes(run.spec())
                .check(
                        stage,
                        parameters.stream().mapToLong(ParameterShape::elements).sum());
        var object = checkpoints.write(new InitialState(services, run, stage, parameters).store(file));
        var before = services.runs()
                .pointer(0)
                .orElseGet(() -> new Pointer(0, Collections.nCopies(run.stages(), Optional.empty())));
        var published = new ArrayList<>(before.checkpoints());
        published.set(stage, Optional.of(object));
        var next = new Pointer(0, published);
        if (!next.equals(before)) {
            if (before.isComplete()) {
                throw new IllegalStateException("the run began from another state of stage %d".formatted(stage));
            }
            services.runs().publishFirst(next);
        }
        if (next.isComplete()) {
            services.executions().start(0, 1);
        }
    }
}
