package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.MergeTask;
import dev.iota.core.merge.shard.Recomputation;
import dev.iota.core.merge.shard.ShardAction;
import dev.iota.core.merge.shard.ShardLease;
import dev.iota.core.merge.shard.ShardLedger;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.merge.shard.SpotChecks;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.LiveMiners;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Goes through the shards of a stage: leases them, asks for blocks, and calls the merge function. */
public final class ShardRounds {
    /** The merge function is asked again after so long: what its queue needs to give a message up. */
    private static final Duration DELEGATED = Duration.ofHours(1);

    /** A plan serves the leases of so many times their length; then its URLs are signed anew. */
    private static final int PLAN_LEASES = 10;

    /** Bytes of an element of a published state. */
    private static final int ELEMENT = Float.BYTES;

    /** Bytes of a SHA-256. */
    private static final int HASH = 32;

    private final Services services;
    private final Checkpoints checkpoints;
    private final LiveMiners liveMiners;
    private final StructuredLog structuredLog = new StructuredLog(ShardRounds.class);

    ShardRounds(Services services, Checkpoints checkpoints, LiveMiners liveMiners) {
        this.services = services;
        this.checkpoints = checkpoints;
        this.liveMiners = liveMiners;
    }

    static ShardTransitions transitions(Run run) {
        return new ShardTransitions(run.spec().epochs().merge().releases());
    }

    public static ShardLedger ledger(Round round, List<ShardState> shards) {
        return new ShardLedger(round, shards.stream().map(ShardState::work).toList());
    }

    /** Bytes of a result that a miner stores. */
    static long resultBytes(ShardState item) {
        return (long) HASH * item.work().hashes();
    }

    /** Bytes of one section of a shard. */
    static long bytes(BlockLayout layout, Shard shard) {
        var last = shard.endBlock() - 1;
        return ELEMENT * (layout.first(last) + layout.length(last) - layout.first(shard.firstBlock()));
    }

    /** How long the URLs in a plan live. */
    static Duration planLife(Run run) {
        return run.spec()
                .epochs()
                .lease()
                .multipliedBy(PLAN_LEASES)
                .plus(run.spec().leases().margin());
    }

    /** Whether a plan outlives a lease that is given now. */
    boolean lasts(Run run, StageMerge.Plan plan) {
        return !plan.until()
                .isBefore(services.now()
                        .plus(run.spec().epochs().lease())
                        .plus(run.spec().leases().margin()));
    }

    /**
     * Everything that is needed to work at a shard.
     *
     * @param life of its URLs
     */
    RoundPlan plan(Run run, StageMerge item, StageCheckpoint published, Duration life) {
        var uploads = item.uploads().stream()
                .map(counted -> services.epochs()
                        .upload(item.epoch(), item.stage(), counted.hotkey())
                        .orElseThrow())
                .map(upload -> planned(upload, life))
                .toList();
        var pointer = services.runs().pointer(item.epoch()).orElseThrow();
        return new RoundPlan(
                run.spec()
                        .epochs()
                        .upload(
                                run.spec().run(),
                                item.epoch(),
                                item.stage(),
                                published.layout().elements()),
                uploads,
                butterfly(item).shards(),
                checkpoints.access(pointer.of(item.stage())),
                item.exclusion());
    }

    private RoundPlan.PlannedUpload planned(UploadState upload, Duration life) {
        return new RoundPlan.PlannedUpload(
                upload.hotkey(),
                checkpoints.readable(upload.manifest(), life),
                upload.sections().stream()
                        .map(section -> checkpoints.readable(section, life))
                        .toList());
    }

    private static ButterflyPlan butterfly(StageMerge item) {
        var miners = item.uploads().stream().map(StageMerge.Counted::hotkey).toList();
        return miners.size() == 1
                ? ButterflyPlan.single(miners.getFirst(), item.blocks())
                : ButterflyPlan.of(miners, item.blocks(), new PlanSeed(item.seed()));
    }

    /** The shards of a round, made if they are not there yet. */
    List<ShardState> shards(Run run, StageMerge item, Round round) {
        var found = services.epochs().shards(item.epoch(), item.stage(), round);
        var plan = butterfly(item);
        if (found.size() == plan.shards().size()) {
            return found;
        }
        var fresh = round == Round.INSPECTION
                ? ShardLedger.inspection(plan)
                : ShardLedger.merge(plan, run.spec().epochs().sections());
        fresh.shards()
                .forEach(work -> services.epochs().create(ShardState.fresh(item.epoch(), item.stage(), round, work)));
        return services.epochs().shards(item.epoch(), item.stage(), round);
    }

    /** Shards of the plan that a shard is of. */
    int count(ShardState item) {
        return butterfly(services.epochs().stage(item.epoch(), item.stage()).orElseThrow())
                .shards()
                .size();
    }

    /** Whether nothing is left of the spot checks. */
    static boolean areChecked(List<ShardState> shards, StageMerge stage) {
        return shards.stream().allMatch(item -> isChecked(item, stage));
    }

    private static boolean isChecked(ShardState item, StageMerge stage) {
        return item.round() == Round.INSPECTION
                || item.work().isByMergeFunction()
                || (item.checked() && item.share() >= stage.recomputedShare());
    }

    /** Does what the shards need now, and says when to look again. */
    Optional<Instant> act(Run run, StageMerge stage, List<ShardState> shards, ShardLedger ledger) {
        if (dropWrong(run, stage, shards, ledger)) {
            var left = shards(run, stage, ledger.round());
            return act(run, stage, left, ledger(ledger.round(), left));
        }
        var now = services.now();
        var live = stage.uploads().size() == 1
                ? List.<MinerRecord>of()
                : liveMiners.of(run).stream()
                        .filter(miner -> !stage.isWrong(miner.hotkey()))
                        .toList();
        var inboxes = live.stream().collect(Collectors.toMap(MinerRecord::hotkey, Function.identity(), (a, b) -> b));
        var releases = run.spec().epochs().merge().releases();
        var until = now.plus(run.spec().epochs().lease());
        var leased = false;
        for (var action : ledger.due(now, inboxes.keySet(), releases)) {
            var item = shards.get(action.shard());
            if (action instanceof ShardAction.Lease lease) {
                leased = true;
                lease(run, stage, item, lease.to().stream().map(inboxes::get).toList(), until);
            } else {
                perform(run, stage, item, action);
            }
        }
        shards.stream().filter(item -> item.work().state() != State.OPEN).forEach(item -> check(stage, item));
        return Stream.of(
                        ledger.nextDeadline(now),
                        leased ? Optional.of(until) : Optional.<Instant>empty(),
                        shards.stream()
                                .flatMap(item -> item.delegated().stream())
                                .filter(now::isBefore)
                                .min(Instant::compareTo))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** Does what one shard needs after something happened to it alone. */
    void settle(Run run, StageMerge stage, ShardState item) {
        var work = item.work();
        if (work.state() == State.OPEN) {
            work.storer(services.now()).ifPresent(storer -> askToStore(run, stage, item, storer));
            return;
        }
        var releases = run.spec().epochs().merge().releases();
        for (var action : ledger(item.round(), List.of(item)).due(services.now(), List.of(), releases)) {
            perform(run, stage, item, action);
        }
        services.epochs()
                .shard(item.epoch(), item.stage(), item.round(), work.shard().index())
                .ifPresent(current -> check(stage, current));
    }

    /** Takes back what those said who were found wrong; true if there was something. */
    private boolean dropWrong(Run run, StageMerge stage, List<ShardState> shards, ShardLedger ledger) {
        var dropped = false;
        for (var wrong : stage.wrong()) {
            for (var work : ledger.drop(wrong.hotkey(), transitions(run))) {
                var item = shards.get(work.shard().index());
                dropped |= services.epochs().replace(item.with(work));
            }
        }
        return dropped;
    }

    private void perform(Run run, StageMerge stage, ShardState item, ShardAction action) {
        switch (action) {
            case ShardAction.Lease lease -> {}
            case ShardAction.Store store -> askToStore(run, stage, item, store.by());
            case ShardAction.Arbitrate arbitrate ->
                delegate(
                        item,
                        new MergeTask.Recompute(
                                item.epoch(),
                                item.stage(),
                                arbitrate.shard(),
                                List.of(arbitrate.block().block())),
                        "two results differ");
            case ShardAction.DoByMergeFunction done ->
                delegate(
                        item,
                        item.round() == Round.INSPECTION
                                ? new MergeTask.Inspect(item.epoch(), item.stage(), done.shard())
                                : new MergeTask.Merge(item.epoch(), item.stage(), done.shard()),
                        done.reason());
        }
    }

    private void delegate(ShardState item, MergeTask task, String reason) {
        var now = services.now();
        if (item.isDelegated(now)) {
            return;
        }
        // Sent first: killed in between, it is done once too often and counts once.
        services.merges().send(task);
        if (services.epochs().replace(item.delegatedUntil(now.plus(DELEGATED)))) {
            structuredLog.notable("left to the merge function", reason, "stage", item.stage(), "shard", task.shard());
        }
    }

    private void lease(Run run, StageMerge stage, ShardState item, List<MinerRecord> miners, Instant until) {
        var now = services.now();
        var leased = item.work();
        var works = new LinkedHashMap<String, Work>();
        for (var miner : miners) {
            var lease = new ShardLease(services.randomId(), miner.hotkey(), until);
            var decision = transitions(run).lease(leased, lease, now);
            if (decision.changed()) {
                leased = decision.next();
                works.put(miner.inbox(), work(run, stage, item, lease));
            }
        }
        // One write gives the shard to all of them.
        if (!works.isEmpty() && services.epochs().replace(item.with(leased))) {
            works.forEach(services.inboxes()::send);
        }
    }

    private Work work(Run run, StageMerge stage, ShardState item, ShardLease lease) {
        var plan = checkpoints.readable(stage.plan().orElseThrow().object(), life(run, lease.until()));
        var shard = item.work().shard().index();
        return item.round() == Round.INSPECTION
                ? new Work.Inspect(
                        run.spec().run(), stage.epoch(), stage.stage(), shard, lease.id(), lease.until(), plan)
                : merge(run, stage, item, lease, plan);
    }

    private Work merge(Run run, StageMerge stage, ShardState item, ShardLease lease, Source plan) {
        var shard = item.work().shard().index();
        var key = ObjectKeys.result(run.spec().run(), stage.epoch(), stage.stage(), shard, lease.id());
        var result = services.objects().writable(key, resultBytes(item), life(run, lease.until()));
        return new Work.Merge(
                run.spec().run(), stage.epoch(), stage.stage(), shard, lease.id(), lease.until(), plan, result);
    }

    private Duration life(Run run, Instant until) {
        return Duration.between(services.now(), until).plus(run.spec().leases().margin());
    }

    private void askToStore(Run run, StageMerge stage, ShardState item, Hotkey storer) {
        if (item.round() == Round.INSPECTION
                || item.asked().filter(storer::equals).isPresent()) {
            return;
        }
        var work = item.work();
        var result = work.results().stream()
                .filter(r -> r.hotkey().equals(Optional.of(storer)))
                .findFirst()
                .orElseThrow();
        var lease = work.issued().stream()
                .filter(l -> l.id().equals(result.lease()))
                .findFirst()
                .orElseThrow();
        var miner = services.miners().get(storer);
        if (miner.isEmpty() || !services.epochs().replace(item.askedTo(storer))) {
            return;
        }
        services.inboxes()
                .send(
                        miner.get().inbox(),
                        new Work.Store(
                                run.spec().run(),
                                item.epoch(),
                                item.stage(),
                                work.shard().index(),
                                lease.id(),
                                lease.until(),
                                sinks(run, stage, item, result.hashes(), lease.until())));
    }

    private List<Sink> sinks(Run run, StageMerge stage, ShardState item, List<String> hashes, Instant until) {
        var layout = checkpoints
                .read(services.runs().pointer(stage.epoch()).orElseThrow().of(stage.stage()))
                .layout();
        return objects(run, item, hashes, layout).stream()
                .map(object ->
                        services.objects().writable(object.key(), object.bytes(), object.sha256(), life(run, until)))
                .toList();
    }

    /** The objects of a shard that miners stored, one for each section. */
    public static List<StageCheckpoint.StateObject> objects(
            Run run, ShardState item, List<String> hashes, BlockLayout layout) {
        var shard = item.work().shard();
        var sections = hashes.size() / (shard.blocks() + 1);
        return IntStream.range(0, sections)
                .mapToObj(section -> {
                    var sha256 = hashes.get(sections * shard.blocks() + section);
                    return new StageCheckpoint.StateObject(
                            ObjectKeys.state(
                                    run.spec().run(), item.epoch(), item.stage(), section, shard.firstBlock(), sha256),
                            section,
                            shard.firstBlock(),
                            shard.blocks(),
                            bytes(layout, shard),
                            sha256);
                })
                .toList();
    }

    /** Draws what is recomputed of a shard on which two miners agree, and has it recomputed. */
    private void check(StageMerge stage, ShardState item) {
        var work = item.work();
        if (work.state() == State.DISPUTED || isChecked(item, stage)) {
            return;
        }
        var drawn = item;
        if (item.share() < stage.recomputedShare()) {
            var blocks = SpotChecks.start(stage.recomputedShare()).draw(work, services.random()).next().drawn().stream()
                    .map(Recomputation::block)
                    .sorted()
                    .toList();
            drawn = item.withDraw(blocks, stage.recomputedShare());
            if (!services.epochs().replace(drawn)) {
                return;
            }
        }
        if (!drawn.checked()) {
            delegate(
                    drawn,
                    new MergeTask.Recompute(
                            item.epoch(), item.stage(), work.shard().index(), drawn.drawn()),
                    "drawn for a spot check");
        }
    }
}
