package dev.iota.core.epoch;

import static java.util.Objects.requireNonNull;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.VirtualEpoch.Fate;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.shard.Arbitration;
import dev.iota.core.merge.shard.MergeTask;
import dev.iota.core.merge.shard.Recomputation;
import dev.iota.core.merge.shard.ShardLease;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The merge of one stage in memory, on a virtual clock: the ticks decide, and what they ask for is done here. */
final class VirtualMerge {
    /** Of the plans; the test need not hide it. */
    static final String SECRET = "00".repeat(32);

    private static final Duration HOP = VirtualLines.HOP;

    private final RunSpec spec;
    private final VirtualStage stage;
    private final Map<Hotkey, Fate> fates;
    private final VirtualLines lines;
    private final VirtualClock clock;
    private final Consumer<String> log;
    private final Runnable published;
    private final RandomGenerator random;
    private final StageTick stageTick;
    private final ShardTransitions transitions;
    private final ShardAnswers answers;
    private final Set<Hotkey> uploads = new LinkedHashSet<>();
    private final Map<Round, List<ShardState>> shards = new EnumMap<>(Round.class);
    private StageMerge state;

    /** @param published what happens when the stage is */
    VirtualMerge(
            RunSpec spec,
            VirtualStage stage,
            Map<Hotkey, Fate> fates,
            VirtualClock clock,
            Consumer<String> log,
            Runnable published) {
        this.spec = spec;
        this.stage = stage;
        this.fates = fates;
        this.lines = new VirtualLines(spec, fates);
        this.clock = clock;
        this.log = log;
        this.published = published;
        this.random = new SplittableRandom(stage.number());
        this.stageTick = new StageTick(spec);
        this.transitions = new ShardTransitions(spec.epochs().merge().releases());
        this.answers = new ShardAnswers(spec.epochs().merge().releases());
        this.state = StageMerge.collecting(
                0,
                stage.number(),
                stage.published().layout().blocks(),
                spec.epochs().merge().recomputedShare(),
                clock.now());
    }

    StageMerge state() {
        return state;
    }

    List<ShardState> shards(Round round) {
        return shards.getOrDefault(round, List.of());
    }

    /** Its miners are told to upload. */
    void collect() {
        for (var miner : stage.miners()) {
            lines.upload(miner, state)
                    .ifPresent(takes -> clock.after(takes, () -> {
                        uploads.add(miner);
                        evaluate();
                    }));
        }
        evaluate();
    }

    private void evaluate() {
        var contents = Optional.<StageFacts.Contents>empty();
        while (true) {
            var decision = stageTick.tick(state, facts(contents), clock.now(), random);
            if (decision.next().phase() != state.phase()) {
                log.accept("stage %d %s: %s"
                        .formatted(stage.number(), decision.next().phase(), decision.reason()));
            }
            state = decision.next();
            if (decision.effects().contains(new Effect.CountUploads())) {
                contents = Optional.of(contents());
            }
            decision.effects().forEach(effect -> perform(effect));
            if (!decision.again()) {
                break;
            }
        }
        publish();
    }

    private StageFacts facts(Optional<StageFacts.Contents> contents) {
        return switch (state.phase()) {
            case COLLECTING ->
                new StageFacts.Collecting(
                        uploads, Set.copyOf(stage.miners()), lines.moved(missing(), state, clock.now()), contents);
            case INSPECTING -> inRound(Round.INSPECTION);
            case MERGING -> inRound(Round.MERGE);
            case PUBLISHING, PUBLISHED -> new StageFacts.Ready();
        };
    }

    private List<Hotkey> missing() {
        return stage.miners().stream().filter(miner -> !uploads.contains(miner)).toList();
    }

    private StageFacts inRound(Round round) {
        return new StageFacts.InRound(shards(round), lines.live(), lines.moving(), stage.published());
    }

    private StageFacts.Contents contents() {
        var manifests = uploads.stream()
                .sorted()
                .map(miner -> stage.upload(miner).manifest())
                .toList();
        var accepted = manifests.stream().collect(Collectors.toMap(m -> m.hotkey(), m -> m.steps().stream()
                .flatMap(step -> step.microbatches().stream())
                .collect(Collectors.toSet())));
        return new StageFacts.Contents(manifests, accepted, SECRET);
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.LookAt look -> clock.at(Attention.arrival(clock.now(), look.at()), this::evaluate);
            case Effect.CountUploads count -> {}
            case Effect.WritePlan write -> {
                var object = new StoredObject("plan", 1, Sha256.hex("plan"));
                state = state.planned(object, clock.now().plus(write.life()));
            }
            case Effect.MakeShards make ->
                shards.put(
                        make.ledger().round(),
                        new ArrayList<>(make.ledger().shards().stream()
                                .map(work -> ShardState.fresh(
                                        0, stage.number(), make.ledger().round(), work))
                                .toList()));
            case Effect.Withdraw withdraw -> set(shard(withdraw.shard()).with(withdraw.next()));
            case Effect.Lease lease -> lease(lease);
            case Effect.Extend extend ->
                set(shard(extend.shard())
                        .with(transitions
                                .extend(shard(extend.shard()).work(), extend.lease(), extend.until())
                                .next()));
            case Effect.AskToStore ask -> {
                set(shard(ask.shard()).askedTo(ask.by()));
                clock.after(
                        HOP,
                        () -> changed(
                                ask.shard(),
                                shard -> shard.with(transitions
                                        .stored(shard.work(), ask.by())
                                        .next())));
            }
            case Effect.Draw draw -> set(shard(draw.shard()).withDraw(draw.blocks(), draw.share()));
            case Effect.Delegate delegate -> {
                set(shard(delegate.task().shard()).delegatedUntil(delegate.until()));
                clock.after(HOP, () -> mergeFunction(delegate.task()));
            }
            default -> throw new AssertionError(effect);
        }
    }

    private void lease(Effect.Lease effect) {
        for (var miner : effect.to()) {
            var shard = shard(effect.shard());
            var lease = new ShardLease("%016x".formatted(random.nextLong()), miner, effect.until());
            set(shard.with(transitions.lease(shard.work(), lease, clock.now()).next()));
            if (fates.get(miner) != Fate.FALLS_SILENT) {
                clock.after(lines.shard(miner), () -> answer(effect.shard(), lease));
            }
        }
    }

    private void answer(int index, ShardLease lease) {
        changed(index, shard -> answers.answer(shard, lease.hotkey(), lease.id(), said(shard, lease), clock.now())
                .next());
    }

    private ShardAnswers.Facts said(ShardState shard, ShardLease lease) {
        var place = shard.work().shard();
        if (shard.round() == Round.INSPECTION) {
            return new ShardAnswers.Facts.Inspected(stage.inspect(place, state.miners()));
        }
        var hashes = new ArrayList<>(stage.merge(place, state.exclusion().orElseThrow()));
        if (fates.get(lease.hotkey()) == Fate.LIES) {
            hashes.set(0, Sha256.hex("a lie"));
        }
        return new ShardAnswers.Facts.Merged(Optional.of(hashes));
    }

    private void mergeFunction(MergeTask task) {
        var shard = shard(task.shard());
        var exclusion = state.exclusion();
        switch (task) {
            case MergeTask.Inspect inspect -> {
                var findings = stage.inspect(shard.work().shard(), state.miners());
                var done = transitions.doneByMergeFunction(
                        shard.work(), "merge function", List.of(Inspection.hash(findings)));
                changed(task.shard(), s -> s.inspectedByMergeFunction(done.next(), findings));
            }
            case MergeTask.Merge merge -> {
                var truth = stage.merge(shard.work().shard(), exclusion.orElseThrow());
                var done = transitions.doneByMergeFunction(shard.work(), "merge function", truth);
                changed(task.shard(), s -> s.mergedByMergeFunction(done.next(), VirtualStage.objects(s, truth)));
            }
            case MergeTask.Recompute recompute -> recompute(shard, recompute);
        }
    }

    private void recompute(ShardState shard, MergeTask.Recompute task) {
        var place = shard.work().shard();
        var truth = stage.merge(place, state.exclusion().orElseThrow());
        for (var block : task.blocks()) {
            var ruling = Arbitration.rule(
                    shard.work(),
                    new Recomputation(place.index(), block),
                    List.of(truth.get(block - place.firstBlock())));
            if (!ruling.wrong().isEmpty()) {
                var share =
                        shard.work().state() == State.DISPUTED ? state.trust().recomputedShare() : 1;
                state = state.withWrong(ruling.wrong(), ruling.reason(), share);
                evaluate();
                return;
            }
        }
        changed(place.index(), ShardState::withChecked);
        evaluate();
    }

    /** As after an event of one shard: only that shard is looked at, and the stage when all may be done. */
    private void changed(int index, UnaryOperator<ShardState> change) {
        var before = shard(index);
        var after = change.apply(before);
        if (after.equals(before)) {
            return;
        }
        set(after);
        new ShardTick(spec.epochs().merge().releases())
                .tick(state, after, clock.now(), random)
                .forEach(effect -> perform(effect));
        var round = after.round();
        if (shards(round).stream().allMatch(shard -> shard.work().state() == State.STORED)) {
            evaluate();
        }
    }

    private ShardState shard(int index) {
        var round = state.phase() == StageMerge.Phase.INSPECTING ? Round.INSPECTION : Round.MERGE;
        return shards(round).get(index);
    }

    private void set(ShardState shard) {
        requireNonNull(shards.get(shard.round())).set(shard.index(), shard);
    }

    /** What the state machine does when a stage has everything. */
    private void publish() {
        if (state.phase() != StageMerge.Phase.PUBLISHING) {
            return;
        }
        var checkpoint = stage.next(state, shards(Round.MERGE));
        var object = new StoredObject("checkpoint", checkpoint.write().length(), checkpoint.sha256());
        var figures = EpochFigures.of(
                state,
                shards(Round.INSPECTION),
                shards(Round.MERGE),
                spec.epochs().lease());
        state = state.published(object, object, figures, clock.now());
        log.accept("stage %d published, %s".formatted(stage.number(), checkpoint.origin()));
        published.run();
    }
}
