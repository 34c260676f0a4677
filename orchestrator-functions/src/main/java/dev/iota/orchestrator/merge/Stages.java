package dev.iota.orchestrator.merge;

import dev.iota.cloud.queue.TimerQueue;
import dev.iota.core.epoch.PhaseState;
import dev.iota.core.epoch.Quorum;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageMerge.Counted;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.epoch.Waiting;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.LiveMiners;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.epoch.Epochs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Moves the merge of one stage from phase to phase, in the same way as {@link Epochs}. */
public final class Stages {
    private static final int TRIES = 20;

    private final Services services;
    private final Checkpoints checkpoints;
    private final LiveMiners liveMiners;
    private final ShardRounds shardRounds;
    private final StructuredLog structuredLog = new StructuredLog(Stages.class);

    public Stages(Services services, Checkpoints checkpoints) {
        this.services = services;
        this.checkpoints = checkpoints;
        this.liveMiners = new LiveMiners(services);
        this.shardRounds = new ShardRounds(services, checkpoints, liveMiners);
    }

    public Checkpoints checkpoints() {
        return checkpoints;
    }

    ShardRounds shardRounds() {
        return shardRounds;
    }

    /** The state that an epoch of a stage started from. */
    public StageCheckpoint published(int epoch, int stage) {
        return checkpoints.read(services.runs().pointer(epoch).orElseThrow().of(stage));
    }

    /** Answers a task of the state machine when a phase is over, which may be now. */
    public void wait(Run run, int epoch, int stage, Phase phase, String token) {
        for (var tries = 0; tries < TRIES; tries++) {
            var item = services.epochs().stage(epoch, stage);
            if (item.isEmpty()) {
                // The run was moved back while the epoch trained: there is nothing to wait for.
                services.executions().succeed(token);
                return;
            }
            if (services.epochs().replace(item.get().waitedFor(Optional.of(new Waiting<>(phase, token))))) {
                evaluate(run, epoch, stage);
                return;
            }
        }
        throw new BusyException("stage %d".formatted(stage));
    }

    /** What follows from a look: the stage in its next phase, or when to look again. */
    record Outlook(Optional<StageMerge> next, String reason, Optional<Instant> look) {
        static Outlook moves(StageMerge next, String reason) {
            return new Outlook(Optional.of(next), reason, Optional.empty());
        }

        static Outlook waits(Optional<Instant> look) {
            return new Outlook(Optional.empty(), "", look);
        }
    }

    /** Does what is due for a stage. */
    public void evaluate(Run run, int epoch, int stage) {
        for (var tries = 0; tries < TRIES; tries++) {
            var found = services.epochs().stage(epoch, stage);
            if (found.isEmpty()) {
                return;
            }
            var item = found.get();
            var outlook = look(run, item);
            if (outlook.next().isEmpty()) {
                answer(item);
                arm(item, outlook.look());
                return;
            }
            var next = outlook.next().get();
            if (services.epochs().replace(next) && next.phase() != item.phase()) {
                structuredLog.notable("stage " + next.phase(), outlook.reason(), "epoch", epoch, "stage", stage);
            }
        }
        throw new BusyException("stage %d".formatted(stage));
    }

    private Outlook look(Run run, StageMerge item) {
        return switch (item.phase()) {
            case COLLECTING -> collecting(run, item);
            case INSPECTING -> inRound(run, item, Round.INSPECTION);
            case MERGING -> inRound(run, item, Round.MERGE);
            case PUBLISHING, PUBLISHED -> Outlook.waits(Optional.empty());
        };
    }

    private Outlook collecting(Run run, StageMerge item) {
        var now = services.now();
        var options = run.spec().epochs().quorums();
        var accepted = services.epochs().uploads(item.epoch(), item.stage()).stream()
                .filter(UploadState::accepted)
                .toList();
        var qualifying = new HashSet<Hotkey>();
        accepted.forEach(upload -> qualifying.add(upload.hotkey()));
        liveMiners.of(run, item.stage()).stream()
                .filter(miner -> miner.epoch() == item.epoch() && miner.backwardsInEpoch() > 0)
                .forEach(miner -> qualifying.add(miner.hotkey()));
        var required = Quorum.required(options.collectingPercent(), qualifying.size());
        if (item.quorumSince().isEmpty() && !accepted.isEmpty() && accepted.size() >= required) {
            return Outlook.moves(item.withQuorum(now), "a quorum has uploaded");
        }
        var decision = Quorum.decide(
                now,
                new PhaseState.Collecting(qualifying.size(), accepted.size(), item.since(), item.quorumSince()),
                options);
        if (!decision.ends()) {
            return Outlook.waits(decision.next());
        }
        if (accepted.isEmpty()) {
            return Outlook.moves(item.publishing(new Exclusion(List.of(), List.of()), now), decision.reason());
        }
        var manifests = accepted.stream().map(this::manifest).toList();
        var counted = most(manifests.stream().map(this::count).toList());
        var secret = services.epochs().epoch(item.epoch()).orElseThrow().secret();
        var seed = PlanSeed.of(manifests, HexFormat.of().parseHex(secret));
        return Outlook.moves(item.inspecting(counted, seed.sha256(), now), decision.reason());
    }

    /** The manifest of an accepted upload. */
    public Manifest manifest(UploadState upload) {
        var text = services.objects()
                .read(upload.manifest().key(), upload.manifest().bytes())
                .orElseThrow();
        return Manifest.read(new String(text, StandardCharsets.UTF_8));
    }

    /** Of more uploads than are merged, those with most work in them; in hotkey order again. */
    private static List<Counted> most(List<Counted> all) {
        return all.size() <= Findings.MOST
                ? all
                : all.stream()
                        .sorted(Comparator.comparingInt(Counted::microbatches).reversed())
                        .limit(Findings.MOST)
                        .sorted(Comparator.comparing(Counted::hotkey))
                        .toList();
    }

    /** B_m: what the signed log contains of what was accepted. */
    private Counted count(Manifest manifest) {
        var accepted = services.applied()
                .ofEpoch(manifest.hotkey(), manifest.spec().epoch())
                .filter(row -> row.acknowledged().isPresent())
                .map(row -> row.microbatch())
                .collect(Collectors.toSet());
        return new Counted(
                manifest.hotkey(), manifest.microbatches(accepted::contains), manifest.steps(accepted::contains));
    }

    private Outlook inRound(Run run, StageMerge item, Round round) {
        if (item.plan().filter(plan -> shardRounds.lasts(run, plan)).isEmpty()) {
            var life = ShardRounds.planLife(run);
            return Outlook.moves(
                    item.planned(plan(run, item, life), services.now().plus(life)), "planned");
        }
        var shards = shardRounds.shards(run, item, round);
        var ledger = ShardRounds.ledger(round, shards);
        if (!ledger.isStored() || !ShardRounds.areChecked(shards, item)) {
            return Outlook.waits(shardRounds.act(run, item, shards, ledger));
        }
        var now = services.now();
        if (round == Round.MERGE) {
            return Outlook.moves(item.publishing(item.exclusion().orElseThrow(), now), "every shard is stored");
        }
        var exclusion = exclusion(run, item, shards);
        return exclusion.kept().isEmpty() || isAsItIs(run, item)
                ? Outlook.moves(item.publishing(exclusion, now), "there is nothing to merge")
                : Outlook.moves(item.merging(exclusion, now), "every upload is inspected");
    }

    /** Whether the only upload is what is published. */
    public boolean isAsItIs(Run run, StageMerge item) {
        var epochs = run.spec().epochs();
        var published = published(item.epoch(), item.stage());
        return item.uploads().size() == 1
                && published.next(epochs, run.spec().training()).publishesSingleWeights()
                && epochs.merge().mode().payload(epochs.merge().codec()) == Payload.WEIGHTS;
    }

    private static Exclusion exclusion(Run run, StageMerge item, List<ShardState> shards) {
        var agreed = shards.stream().map(Stages::agreed).toList();
        var inspected = new java.util.ArrayList<dev.iota.core.merge.inspect.Inspected>();
        for (var i = 0; i < item.uploads().size(); i++) {
            var at = i;
            var upload = item.uploads().get(i);
            var findings = agreed.stream().map(list -> list.get(at)).toList();
            inspected.add(Inspection.total(upload.hotkey(), findings, upload.microbatches(), upload.steps()));
        }
        return Exclusion.of(inspected, run.spec().epochs().merge().exclusion());
    }

    private static List<Finding> agreed(ShardState shard) {
        var hash = shard.work().results().getFirst().hashes().getFirst();
        return shard.findings().stream()
                .filter(findings -> Inspection.hash(findings).equals(hash))
                .findFirst()
                .orElseThrow();
    }

    private StoredObject plan(Run run, StageMerge item, Duration life) {
        return checkpoints.writeForRound(shardRounds.plan(run, item, published(item.epoch(), item.stage()), life));
    }

    private void answer(StageMerge item) {
        item.waiting()
                .filter(waiting -> item.phase().compareTo(waiting.phase()) > 0)
                .ifPresent(waiting -> {
                    services.executions().succeed(waiting.token());
                    services.epochs().replace(item.waitedFor(Optional.empty()));
                });
    }

    /** One timer, unless one is on its way that comes early enough. */
    private void arm(StageMerge item, Optional<Instant> next) {
        var now = services.now();
        next.filter(at -> item.look()
                        .filter(look -> look.isAfter(now) && !look.isAfter(at))
                        .isEmpty())
                .ifPresent(at -> {
                    var delay = Duration.between(now, at).plusMillis(1);
                    services.timers().arm(new PhaseTimer(item.epoch(), Optional.of(item.stage())), delay);
                    services.epochs().replace(item.lookedAt(arrival(now, delay)));
                });
    }

    /** When a timer arrives: in whole seconds, and no later than the queue can. */
    public static Instant arrival(Instant now, Duration delay) {
        var seconds = Math.ceilDiv(Math.max(delay.toMillis(), 0), 1000L);
        return now.plusSeconds(Math.min(seconds, TimerQueue.LONGEST.toSeconds()));
    }
}
