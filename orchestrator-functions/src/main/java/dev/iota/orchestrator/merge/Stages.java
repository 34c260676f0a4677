package dev.iota.orchestrator.merge;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.epoch.Effect;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.ShardTick;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageFacts;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.epoch.StageTick;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.epoch.Waiting;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.orchestrator.context.LiveMiners;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moves the merge of one stage on: loads the facts of its phase, asks {@link StageTick}, writes the next state, and
 * performs the effects. It may die after any call and be asked again by anybody: a task of the state machine, an event,
 * a timer, the sweep.
 */
public final class Stages {
    /** Ticks in a row of one look: two for a plan and shards, one for each phase, and some. */
    private static final int TICKS = 20;

    private final Services services;
    private final Checkpoints checkpoints;
    private final LiveMiners liveMiners;
    private final StageEffects effects;
    private final StructuredLog structuredLog = new StructuredLog(Stages.class);

    public Stages(Services services, Checkpoints checkpoints) {
        this.services = services;
        this.checkpoints = checkpoints;
        this.liveMiners = new LiveMiners(services);
        this.effects = new StageEffects(services, checkpoints);
    }

    public Checkpoints checkpoints() {
        return checkpoints;
    }

    /** The state that an epoch of a stage started from. */
    public StageCheckpoint published(int epoch, int stage) {
        return checkpoints.read(services.runs().pointer(epoch).orElseThrow().of(stage));
    }

    /** Answers a task of the state machine when a phase is over, which may be now. */
    public void wait(Run run, int epoch, int stage, Phase phase, String token) {
        services.optimistic().until("stage %d".formatted(stage), Options.DEFAULT, () -> {
            var found = services.epochs().stage(epoch, stage);
            if (found.isEmpty()) {
                // The run was moved back while the epoch trained: there is nothing to wait for.
                services.executions().succeed(token);
                return true;
            }
            var next = found.get().waitedFor(Optional.of(new Waiting<>(phase, token)));
            return next.equals(found.get()) || services.epochs().replace(next);
        });
        evaluate(run, epoch, stage);
    }

    /** Does what is due for a stage. */
    public void evaluate(Run run, int epoch, int stage) {
        services.optimistic().until("stage %d".formatted(stage), Options.DEFAULT, () -> look(run, epoch, stage));
    }

    /** Ticks until nothing more is due; false if another writer was faster. */
    private boolean look(Run run, int epoch, int stage) {
        if (run.isHalted()) {
            return true;
        }
        var stageTick = new StageTick(run.spec());
        var contents = Optional.<StageFacts.Contents>empty();
        for (var tick = 0; tick < TICKS; tick++) {
            var found = services.epochs().stage(epoch, stage);
            if (found.isEmpty()) {
                return true;
            }
            var state = found.get();
            var live = live(run, state);
            var facts = facts(run, state, live, contents);
            var decision = stageTick.tick(state, facts, services.now(), services.random());
            decision.guards().forEach(effect -> effects.guard(state, effect));
            var next = decision.next();
            if (!next.equals(state) && !services.epochs().replace(next)) {
                return false;
            }
            if (next.phase() != state.phase()) {
                structuredLog.notable("stage " + next.phase(), decision.reason(), "epoch", epoch, "stage", stage);
            }
            var work = decision.work().toList();
            if (work.contains(new Effect.CountUploads())) {
                contents = Optional.of(contents(state));
            } else {
                effects.perform(run, next, work, shards(facts), live);
            }
            if (!decision.again()) {
                return true;
            }
        }
        return false;
    }

    /** Those who can be told something in its phase. */
    private List<MinerRecord> live(Run run, StageMerge stage) {
        return switch (stage.phase()) {
            case COLLECTING -> liveMiners.of(run, stage.stage());
            case INSPECTING, MERGING -> liveMiners.of(run);
            case PUBLISHING, PUBLISHED -> List.of();
        };
    }

    private StageFacts facts(
            Run run, StageMerge stage, List<MinerRecord> live, Optional<StageFacts.Contents> contents) {
        return switch (stage.phase()) {
            case COLLECTING -> collecting(stage, live, contents);
            case INSPECTING -> inRound(run, stage, Round.INSPECTION, live);
            case MERGING -> inRound(run, stage, Round.MERGE, live);
            case PUBLISHING, PUBLISHED -> new StageFacts.Ready();
        };
    }

    private StageFacts collecting(StageMerge stage, List<MinerRecord> live, Optional<StageFacts.Contents> contents) {
        var uploads = services.epochs().uploads(stage.epoch(), stage.stage());
        var underWay = uploads.stream()
                .filter(upload -> !upload.accepted())
                .map(UploadState::hotkey)
                .collect(Collectors.toSet());
        var training = live.stream()
                .filter(miner -> miner.epoch() == stage.epoch() && miner.backwardsInEpoch() > 0)
                .toList();
        // Who left, and came back, is waited for as those are who never left.
        var back = training.stream()
                .filter(miner -> uploads.stream()
                        .anyMatch(upload ->
                                upload.hotkey().equals(miner.hotkey()) && upload.isOvertaken(miner.registration())))
                .map(MinerRecord::hotkey)
                .collect(Collectors.toSet());
        return new StageFacts.Collecting(
                accepted(uploads)
                        .map(UploadState::hotkey)
                        .filter(hotkey -> !back.contains(hotkey))
                        .collect(Collectors.toSet()),
                training.stream().map(MinerRecord::hotkey).collect(Collectors.toSet()),
                training.stream()
                        .filter(miner -> underWay.contains(miner.hotkey()))
                        .map(miner -> miner.load().traffic().lastMoved())
                        .max(Comparator.naturalOrder()),
                contents);
    }

    private StageFacts inRound(Run run, StageMerge stage, Round round, List<MinerRecord> live) {
        return new StageFacts.InRound(
                services.epochs().shards(stage.epoch(), stage.stage(), round),
                live.stream().map(MinerRecord::hotkey).collect(Collectors.toSet()),
                moving(run, live),
                published(stage.epoch(), stage.stage()));
    }

    private Set<Hotkey> moving(Run run, List<MinerRecord> live) {
        var earliest = services.now().minus(new EpochTimes(run.spec()).pause());
        return live.stream()
                .filter(miner -> miner.load().traffic().lastMoved().isAfter(earliest))
                .map(MinerRecord::hotkey)
                .collect(Collectors.toSet());
    }

    private static List<ShardState> shards(StageFacts facts) {
        return facts instanceof StageFacts.InRound round ? round.shards() : List.of();
    }

    /** Those that are there, and whose miners have not lost since what they contain. */
    private Stream<UploadState> accepted(List<UploadState> uploads) {
        var there = uploads.stream().filter(UploadState::accepted).toList();
        var early = there.stream()
                .filter(upload -> upload.standing().early())
                .map(UploadState::hotkey)
                .toList();
        var lost = services.miners().get(early).stream()
                .filter(miner -> there.stream()
                        .anyMatch(upload ->
                                upload.hotkey().equals(miner.hotkey()) && !upload.isKept(miner.resumptions())))
                .map(MinerRecord::hotkey)
                .collect(Collectors.toSet());
        return there.stream().filter(upload -> !lost.contains(upload.hotkey()));
    }

    private StageFacts.Contents contents(StageMerge stage) {
        var manifests = accepted(services.epochs().uploads(stage.epoch(), stage.stage()))
                .map(this::manifest)
                .toList();
        return new StageFacts.Contents(
                manifests,
                manifests.stream()
                        .map(Manifest::hotkey)
                        .collect(Collectors.toMap(Function.identity(), hotkey -> acknowledged(hotkey, stage.epoch()))),
                services.epochs().epoch(stage.epoch()).orElseThrow().start().secret());
    }

    private Set<Long> acknowledged(Hotkey hotkey, int epoch) {
        return services.applied()
                .ofEpoch(hotkey, epoch)
                .filter(row -> row.acknowledged().isPresent())
                .map(row -> row.microbatch())
                .collect(Collectors.toSet());
    }

    /** The manifest of an accepted upload. */
    public Manifest manifest(UploadState upload) {
        var text = services.objects()
                .read(upload.manifest().key(), upload.manifest().bytes())
                .orElseThrow();
        return Manifest.read(new String(text, StandardCharsets.UTF_8));
    }

    /** Does what one shard needs after something happened to it alone. */
    void settle(Run run, StageMerge stage, ShardState shard) {
        var shardTick = new ShardTick(run.spec().epochs().merge().releases());
        var due = shardTick.tick(stage, shard, services.now(), services.random());
        effects.perform(run, stage, due, List.of(shard), List.of());
    }
}
