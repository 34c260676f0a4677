package dev.iota.orchestrator.epoch;

import dev.iota.cloud.table.Pointer;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.shard.Lapsed;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.merge.step.AverageStep;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.LiveMiners;
import dev.iota.orchestrator.context.MinerChanges;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.merge.ShardRounds;
import dev.iota.orchestrator.merge.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes checkpoints of what stages merged, and lets the run go on from them. */
public final class Publication {
    /** What one transaction holds, less what moves the run on. */
    private static final int MOST_BLAMED = 90;

    private static final int TRIES = 20;

    private final Services services;
    private final Stages stages;
    private final LiveMiners liveMiners;
    private final EpochCleanup epochCleanup;
    private final StructuredLog structuredLog = new StructuredLog(Publication.class);

    public Publication(Services services, Stages stages) {
        this.services = services;
        this.stages = stages;
        this.liveMiners = new LiveMiners(services);
        this.epochCleanup = new EpochCleanup(services, stages);
    }

    /** Publishes a stage that has everything; done before, it changes nothing. */
    public void publish(Run run, int epoch, int stage) {
        for (var tries = 0; tries < TRIES; tries++) {
            var found = services.epochs().stage(epoch, stage);
            // None: the run was moved back while the epoch trained.
            if (found.isEmpty() || found.get().phase() == Phase.PUBLISHED) {
                return;
            }
            var item = found.get();
            if (item.phase() != Phase.PUBLISHING) {
                throw new IllegalStateException(
                        "stage %d is %s: there is nothing to publish yet".formatted(stage, item.phase()));
            }
            var shards = services.epochs().shards(epoch, stage, Round.MERGE);
            var checkpoint = checkpoint(run, item, shards);
            var object = stages.checkpoints().write(checkpoint);
            epochCleanup.settle(run, item);
            if (services.epochs().replace(item.published(object, figures(run, item, shards), services.now()))) {
                structuredLog.notable("stage published", checkpoint.origin().name(), "epoch", epoch, "stage", stage);
                return;
            }
        }
        throw new BusyException("stage %d".formatted(stage));
    }

    private StageCheckpoint checkpoint(Run run, StageMerge item, List<ShardState> shards) {
        var pointer = services.runs().pointer(item.epoch()).orElseThrow().of(item.stage());
        var parent = stages.checkpoints().read(pointer);
        var exclusion = item.exclusion().orElseThrow();
        if (exclusion.kept().isEmpty()) {
            return carriedOver(parent, pointer, item.epoch() + 1, exclusion);
        }
        var single = item.uploads().size() == 1;
        if (stages.isAsItIs(run, item)) {
            var upload = services.epochs()
                    .upload(
                            item.epoch(),
                            item.stage(),
                            item.uploads().getFirst().hotkey())
                    .orElseThrow();
            var section = upload.sections().getFirst();
            return next(
                    run,
                    item,
                    parent,
                    pointer,
                    Origin.UNVERIFIED,
                    List.of(new StateObject(
                            section.key(), 0, 0, parent.layout().blocks(), section.bytes(), section.sha256())),
                    stages.manifest(upload).blocks());
        }
        var objects = shards.stream()
                .flatMap(shard -> objects(run, shard, parent).stream())
                .toList();
        var blocks = IntStream.range(0, parent.sections())
                .boxed()
                .flatMap(section -> shards.stream().flatMap(shard -> blocks(shard, section).stream()))
                .toList();
        return next(run, item, parent, pointer, single ? Origin.UNVERIFIED : Origin.MERGED, objects, blocks);
    }

    private static List<StateObject> objects(Run run, ShardState shard, StageCheckpoint parent) {
        return shard.work().isByMergeFunction()
                ? shard.objects()
                : ShardRounds.objects(run, shard, shard.work().readable().orElseThrow(), parent.layout());
    }

    private static List<String> blocks(ShardState shard, int section) {
        var count = shard.work().shard().blocks();
        return shard.work().readable().orElseThrow().subList(section * count, (section + 1) * count);
    }

    /** The same state under the number of another epoch. */
    public static StageCheckpoint carriedOver(
            StageCheckpoint parent, StoredObject pointer, int epoch, Exclusion exclusion) {
        return new StageCheckpoint(
                parent.run(),
                epoch,
                parent.stage(),
                Optional.of(pointer.sha256()),
                Origin.CARRIED_OVER,
                parent.parameters(),
                parent.sections(),
                parent.steps(),
                parent.objects(),
                parent.blocks(),
                exclusion.kept(),
                exclusion.excluded());
    }

    private static StageCheckpoint next(
            Run run,
            StageMerge item,
            StageCheckpoint parent,
            StoredObject pointer,
            Origin origin,
            List<StateObject> objects,
            List<String> blocks) {
        var exclusion = item.exclusion().orElseThrow();
        return new StageCheckpoint(
                parent.run(),
                item.epoch() + 1,
                parent.stage(),
                Optional.of(pointer.sha256()),
                origin,
                parent.parameters(),
                parent.sections(),
                steps(run, item, parent.steps(), exclusion),
                objects,
                blocks,
                exclusion.kept(),
                exclusion.excluded());
    }

    private static long steps(Run run, StageMerge item, long before, Exclusion exclusion) {
        var taken = item.uploads().stream()
                .collect(Collectors.toMap(StageMerge.Counted::hotkey, StageMerge.Counted::steps));
        return run.spec().epochs().merge().mode() == Mode.AVERAGE
                ? AverageStep.stepsAfter(before, exclusion.kept(), taken)
                : before + 1;
    }

    private EpochFigures figures(Run run, StageMerge item, List<ShardState> shards) {
        var ledger = ShardRounds.ledger(Round.MERGE, shards);
        var exclusion = item.exclusion().orElseThrow();
        var inspected = services.epochs().shards(item.epoch(), item.stage(), Round.INSPECTION);
        var works = Stream.concat(inspected.stream(), shards.stream())
                .map(ShardState::work)
                .toList();
        return new EpochFigures(
                shards.size(),
                shards.size() - ledger.byMergeFunction(),
                ledger.releases(),
                ledger.byMergeFunction(),
                shards.size() - ledger.count(State.STORED),
                shards.stream().mapToInt(ShardState::recomputed).sum(),
                exclusion.excluded(),
                item.wrong(),
                Lapsed.in(works, run.spec().epochs().lease()),
                exclusion.effectiveBatch());
    }

    /** Whether there is another epoch, and which. */
    public record Flipped(int next, boolean more) {}

    /** Lets the run go on from what all stages published, once. */
    public Flipped flip(Run run, int epoch) {
        var item = services.epochs().epoch(epoch).orElseThrow();
        if (item.phase() != Epoch.Phase.PUBLISHED) {
            flip(run, item);
        }
        var moved = services.runs().get().orElseThrow();
        if (moved.epoch() == epoch + 1) {
            load(Run.of(moved, services));
        }
        return new Flipped(epoch + 1, Run.of(moved, services).hasEpochsLeft());
    }

    private void flip(Run run, Epoch item) {
        var published = new ArrayList<Optional<StoredObject>>();
        var figures = EpochFigures.NONE;
        for (var stage = 0; stage < run.stages(); stage++) {
            var of = services.epochs().stage(item.epoch(), stage).orElseThrow();
            published.add(Optional.of(of.result()
                    .orElseThrow(
                            () -> new IllegalStateException("stage %d is not published yet".formatted(of.stage())))));
            figures = figures.plus(of.figures());
        }
        var redone = run.feeds().all().stream().mapToLong(Feed::redone).sum() - item.redoneBefore();
        var transaction = services.transaction();
        services.runs()
                .flip(
                        transaction,
                        services.runs().get().orElseThrow().at(item.epoch()),
                        new Pointer(item.epoch() + 1, published));
        services.epochs().replace(transaction, item.published(redone, figures, services.now()));
        blame(run, item.epoch(), figures, transaction);
        if (!transaction.commit().committed()) {
            throw new BusyException("epoch %d".formatted(item.epoch()));
        }
        structuredLog.notable("epoch published", "every stage is", "epoch", item.epoch());
    }

    /**
     * Counts faults of the merge in the write that ends it, thus once: first what was wrong, then what did not come.
     */
    private void blame(Run run, int epoch, EpochFigures figures, Transaction transaction) {
        var minerChanges = new MinerChanges();
        var loads = run.spec().limits().conduct().merge();
        Stream.concat(figures.excluded().stream().filter(e -> !e.isIdle()), figures.wrong().stream())
                .forEach(culprit -> minerChanges.of(culprit.hotkey()).fault(loads, culprit.reason()));
        figures.lapsed().forEach(lapsed -> minerChanges
                .of(lapsed.hotkey())
                .fault(
                        lapsed.loads(),
                        "%d of %d shards that it was leased in the merge of epoch %d went to others"
                                .formatted(lapsed.shards(), lapsed.of(), epoch)));
        minerChanges.all().stream().limit(MOST_BLAMED).forEach(change -> services.miners()
                .change(transaction, change));
    }

    /** Tells the miners of every stage to load what their epoch starts from. */
    public void load(Run run) {
        var pointer = services.runs().pointer(run.epoch()).orElseThrow();
        for (var stage = 0; stage < run.stages(); stage++) {
            var at = stage;
            var access = stages.checkpoints().access(pointer.of(stage));
            liveMiners.tell(run, stage, miner -> new Work.Load(run.spec().run(), run.epoch(), at, access));
        }
    }
}
