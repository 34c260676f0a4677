package dev.iota.orchestrator.epoch;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.Pointer;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.epoch.CarriedOver;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.epoch.NextCheckpoint;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.routing.Feed;
import dev.iota.core.routing.StageBalance;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.audit.AuditedShards;
import dev.iota.orchestrator.audit.EpochWatches;
import dev.iota.orchestrator.clasp.ClaspEpochs;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.LiveMiners;
import dev.iota.orchestrator.context.MinerChanges;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.ReferenceMiners;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.merge.ShardObjects;
import dev.iota.orchestrator.merge.Stages;
import dev.iota.orchestrator.score.EpochLedgers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes checkpoints of what stages merged, and lets the run go on from them. */
public final class Publication {
    /** What one transaction holds, less what moves the run on. */
    private static final int MOST_BLAMED = 90;

    private final Services services;
    private final Stages stages;
    private final LiveMiners liveMiners;
    private final EpochCleanup epochCleanup;
    private final EpochLedgers ledgers;
    private final EpochWatches watches;
    private final ClaspEpochs clasp;
    private final AuditedShards auditedShards;
    private final StructuredLog structuredLog = new StructuredLog(Publication.class);

    public Publication(Services services, Stages stages) {
        this.services = services;
        this.stages = stages;
        this.liveMiners = new LiveMiners(services);
        this.epochCleanup = new EpochCleanup(services, stages);
        this.ledgers = EpochLedgers.of(services);
        this.watches = new EpochWatches(services);
        this.clasp = new ClaspEpochs(services);
        this.auditedShards = new AuditedShards(services);
    }

    /** Publishes a stage that has everything; done before, it changes nothing. */
    public void publish(Run run, int epoch, int stage) {
        services.optimistic().until("stage %d".formatted(stage), Options.DEFAULT, () -> {
            var found = services.epochs().stage(epoch, stage);
            // None: the run was moved back while the epoch trained.
            return found.isEmpty() || found.get().phase() == Phase.PUBLISHED || publish(run, found.get());
        });
    }

    private boolean publish(Run run, StageMerge stage) {
        if (stage.phase() != Phase.PUBLISHING) {
            throw new IllegalStateException(
                    "stage %d is %s: there is nothing to publish yet".formatted(stage.stage(), stage.phase()));
        }
        var shards = services.epochs().shards(stage.epoch(), stage.stage(), Round.MERGE);
        var checkpoint = checkpoint(run, stage, shards);
        var object = stages.checkpoints().write(checkpoint);
        auditedShards.draw(run, stage, shards, object);
        var receipts = ledgers.store(epochCleanup.settle(run, stage));
        var inspected = services.epochs().shards(stage.epoch(), stage.stage(), Round.INSPECTION);
        var figures =
                EpochFigures.of(stage, inspected, shards, run.spec().epochs().lease());
        if (!services.epochs().replace(stage.published(object, receipts, figures, services.now()))) {
            return false;
        }
        structuredLog.notable(
                "stage published", checkpoint.origin().name(), "epoch", stage.epoch(), "stage", stage.stage());
        return true;
    }

    private StageCheckpoint checkpoint(Run run, StageMerge stage, List<ShardState> shards) {
        var pointer = services.runs().pointer(stage.epoch()).orElseThrow().of(stage.stage());
        var parent = stages.checkpoints().read(pointer);
        var next = new NextCheckpoint(parent, pointer.sha256());
        var exclusion = stage.exclusion().orElseThrow();
        if (exclusion.kept().isEmpty()) {
            return next.carriedOver(stage.epoch() + 1, exclusion);
        }
        var mode = run.spec().epochs().merge().mode();
        if (stage.isPublishedAsItIs(run.spec(), parent)) {
            var upload = services.epochs()
                    .upload(stage.epoch(), stage.stage(), stage.miners().getFirst())
                    .orElseThrow();
            return next.asItIs(stage, mode, upload, stages.manifest(upload));
        }
        var objects = shards.stream()
                .flatMap(shard -> objects(run, shard, parent).stream())
                .toList();
        return next.merged(stage, mode, objects, shards);
    }

    private static List<StateObject> objects(Run run, ShardState shard, StageCheckpoint parent) {
        return shard.work().isByMergeFunction()
                ? shard.objects()
                : ShardObjects.of(
                        run.spec().run(), shard, shard.work().readable().orElseThrow(), parent);
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
        watches.tryToDecide(run);
        clasp.tryToWrite(run);
        ledgers.tryToWrite(run);
        return new Flipped(epoch + 1, Run.of(moved, services).hasEpochsLeft());
    }

    private void flip(Run run, Epoch epoch) {
        var before = services.runs().get().orElseThrow();
        if (before.halted().isPresent()) {
            throw new IllegalStateException("the run halted, and what it trained since is not published: "
                    + before.halted().get().reason());
        }
        var published = new ArrayList<Optional<StoredObject>>();
        var figures = EpochFigures.NONE;
        var carriedOver = new ArrayList<CarriedOver>();
        for (var stage = 0; stage < run.stages(); stage++) {
            var at = stage;
            var merge = services.epochs().stage(epoch.epoch(), stage);
            var outcome = merge.flatMap(StageMerge::outcome)
                    .orElseThrow(() -> new IllegalStateException("stage %d is not published yet".formatted(at)));
            published.add(Optional.of(outcome.checkpoint()));
            figures = figures.plus(outcome.figures());
            merge.flatMap(StageMerge::carriedOver).ifPresent(carriedOver::add);
        }
        var redone = run.feeds().all().stream().mapToLong(Feed::redone).sum()
                - epoch.start().redone();
        var transaction = services.transaction();
        services.runs().flip(transaction, before.at(epoch.epoch()), new Pointer(epoch.epoch() + 1, published));
        services.epochs().replace(transaction, epoch.published(redone, figures, carriedOver, services.now()));
        blame(run, epoch.epoch(), figures, transaction);
        if (!transaction.commit().committed()) {
            throw new BusyException("epoch %d".formatted(epoch.epoch()));
        }
        structuredLog.notable("epoch published", "every stage is", "epoch", epoch.epoch());
        carriedOver.forEach(stage -> services.runEvents()
                .happened(RunEvent.of(
                                "carried-over/%d/%d".formatted(epoch.epoch(), stage.stage()),
                                Kind.STAGE_CARRIED_OVER,
                                services.now(),
                                stage.reason())
                        .inStage(stage.stage())
                        .inEpoch(epoch.epoch())));
        services.runEvents()
                .happened(RunEvent.of(
                                "published/%d".formatted(epoch.epoch()),
                                Kind.EPOCH_PUBLISHED,
                                services.now(),
                                "every stage is published: %d microbatches count in its weights"
                                        .formatted(figures.effectiveBatch()))
                        .inEpoch(epoch.epoch()));
    }

    /** Counts faults of the merge in the write that ends it, thus once. */
    private void blame(Run run, int epoch, EpochFigures figures, Transaction transaction) {
        var minerChanges = new MinerChanges();
        figures.faults(epoch, run.spec().limits().conduct().merge())
                .forEach(fault -> minerChanges.of(fault.hotkey()).fault(fault.loads(), fault.reason()));
        minerChanges.all().stream().limit(MOST_BLAMED).forEach(change -> services.miners()
                .change(transaction, change));
    }

    /**
     * Tells the miners of every stage to load what their epoch starts from, or to move to another stage: one that the
     * owner vouches for by rotation, others where a stage has too many of them. Whom the message does not reach stays.
     */
    public void load(Run run) {
        var pointer = services.runs().pointer(run.epoch()).orElseThrow();
        var references = new ReferenceMiners(services);
        var staff = IntStream.range(0, run.stages())
                .mapToObj(stage -> liveMiners.of(run, stage))
                .toList();
        var leaving = StageBalance.leaving(staff.stream().map(List::size).toList());
        for (var stage = 0; stage < run.stages(); stage++) {
            var load = new Work.Load(
                    run.spec().run(), run.epoch(), stage, stages.checkpoints().access(pointer.of(stage)));
            var move = new Work.Move(run.spec().run(), run.epoch(), stage);
            // In the order of their keys: asked again, the same ones go.
            var miners = staff.get(stage).stream()
                    .sorted(Comparator.comparing(MinerRecord::hotkey))
                    .toList();
            for (var i = 0; i < miners.size(); i++) {
                var miner = miners.get(i);
                var balanced = i < leaving.get(stage) ? move : load;
                services.inboxes()
                        .send(miner.inbox(), references.move(run, miner).orElse(balanced));
            }
        }
    }
}
