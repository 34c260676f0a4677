package dev.iota.core.epoch;

import dev.iota.core.epoch.StageMerge.Counted;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.inspect.Inspected;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.merge.shard.ShardAction;
import dev.iota.core.merge.shard.ShardLedger;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What follows for the merge of a stage: state and facts in, next state, effects and reason out, in the same way as
 * {@link EpochTick}.
 */
public final class StageTick {
    /** A plan serves the leases of so many times their length; then its URLs are signed anew. */
    private static final int PLAN_LEASES = 10;

    private final RunSpec spec;
    private final ShardTick shardTick;
    private final EpochTimes times;

    public StageTick(RunSpec spec) {
        this.spec = spec;
        this.shardTick = new ShardTick(spec.epochs().merge().releases());
        this.times = new EpochTimes(spec);
    }

    /**
     * @param random for spot checks, such that no miner can foresee it
     * @throws IllegalArgumentException if the facts are of another phase
     */
    public TickDecision<StageMerge> tick(StageMerge stage, StageFacts facts, Instant now, RandomGenerator random) {
        return switch (facts) {
            case StageFacts.Collecting collecting
            when stage.phase() == Phase.COLLECTING -> tickCollecting(stage, collecting, now);
            case StageFacts.InRound round
            when stage.phase() == Phase.INSPECTING -> tickInRound(stage, round, Round.INSPECTION, now, random);
            case StageFacts.InRound round
            when stage.phase() == Phase.MERGING -> tickInRound(stage, round, Round.MERGE, now, random);
            case StageFacts.Ready ready
            when stage.phase().compareTo(Phase.PUBLISHING) >= 0 ->
                rest(stage, List.of(), Optional.empty(), "the state machine publishes it", now);
            default ->
                throw new IllegalArgumentException("%s are no facts of a stage that is %s"
                        .formatted(facts.getClass().getSimpleName(), stage.phase()));
        };
    }

    private TickDecision<StageMerge> tickCollecting(StageMerge stage, StageFacts.Collecting facts, Instant now) {
        var options = spec.epochs().quorums();
        var accepted = facts.accepted().size();
        var qualifying = new HashSet<>(facts.accepted());
        qualifying.addAll(facts.training());
        var required = Quorum.required(options.collectingPercent(), qualifying.size());
        var quorumSince = stage.progress().quorumSince();
        if (quorumSince.isEmpty() && accepted > 0 && accepted >= required) {
            return TickDecision.moves(stage.withQuorum(now), "a quorum has uploaded");
        }
        var decision = Quorum.decide(
                now,
                new PhaseState.Collecting(
                        qualifying.size(),
                        accepted,
                        stage.since(),
                        quorumSince,
                        facts.moved().map(moved -> times.awaitedUntil(stage, moved))),
                options);
        if (!decision.ends()) {
            return rest(stage, List.of(), decision.next(), decision.reason(), now);
        }
        if (accepted == 0) {
            var nothing = new Exclusion(List.of(), List.of());
            return TickDecision.moves(stage.carryingOver(nothing, decision.reason(), now), decision.reason());
        }
        return facts.contents()
                .map(contents -> TickDecision.moves(fixed(stage, contents, now), decision.reason()))
                .orElseGet(() -> TickDecision.first(stage, decision.reason(), List.of(new Effect.CountUploads())));
    }

    private static StageMerge fixed(StageMerge stage, StageFacts.Contents contents, Instant now) {
        var counted = most(contents.manifests().stream()
                .map(manifest -> count(manifest, contents.acknowledged().getOrDefault(manifest.hotkey(), Set.of())))
                .toList());
        var seed = PlanSeed.of(contents.manifests(), contents.secretBytes());
        return stage.inspecting(counted, seed.sha256(), now);
    }

    /** B_m: what the signed log contains of what was accepted. */
    private static Counted count(Manifest manifest, Set<Long> accepted) {
        return new Counted(
                manifest.hotkey(), manifest.microbatches(accepted::contains), manifest.steps(accepted::contains));
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

    private TickDecision<StageMerge> tickInRound(
            StageMerge stage, StageFacts.InRound facts, Round round, Instant now, RandomGenerator random) {
        if (stage.plan().filter(plan -> outlivesALease(plan, now)).isEmpty()) {
            return TickDecision.first(stage, "planned", List.of(new Effect.WritePlan(planLife())));
        }
        var plan = stage.butterfly();
        if (facts.shards().size() != plan.shards().size()) {
            var ledger = round == Round.INSPECTION
                    ? ShardLedger.inspection(plan)
                    : ShardLedger.merge(plan, spec.epochs().sections());
            return TickDecision.first(stage, "its shards are made", List.of(new Effect.MakeShards(ledger)));
        }
        var withdrawn = withdrawn(stage, facts.shards());
        if (!withdrawn.isEmpty()) {
            return TickDecision.first(stage, "what was said by those who were wrong is taken back", withdrawn);
        }
        return act(stage, facts, round, now, random);
    }

    private TickDecision<StageMerge> act(
            StageMerge stage, StageFacts.InRound facts, Round round, Instant now, RandomGenerator random) {
        var shards = facts.shards();
        var ledger =
                new ShardLedger(round, shards.stream().map(ShardState::work).toList());
        var decision = Quorum.decide(
                now, progress(stage, shards, ledger, now), spec.epochs().quorums());
        if (decision.ends()) {
            return TickDecision.moves(after(stage, facts, round, now), decision.reason());
        }
        var effects = new ArrayList<Effect>(leases(stage, facts, ledger, now));
        shards.forEach(shard -> effects.addAll(shardTick.tick(stage, shard, now, random)));
        // What was drawn may be nothing, and the round over.
        if (effects.stream().anyMatch(Effect.Draw.class::isInstance)) {
            return TickDecision.first(stage, decision.reason(), effects);
        }
        return rest(stage, effects, look(decision.next(), effects, shards, now), decision.reason(), now);
    }

    private static PhaseState progress(StageMerge stage, List<ShardState> shards, ShardLedger ledger, Instant now) {
        var done = (int) shards.stream()
                .filter(shard -> shard.work().state() == State.STORED && shard.isChecked(stage))
                .count();
        return stage.phase() == Phase.INSPECTING
                ? new PhaseState.OnShards(shards.size(), done, ledger.nextDeadline(now))
                : new PhaseState.Publishing(shards.size(), done, ledger.nextDeadline(now));
    }

    private StageMerge after(StageMerge stage, StageFacts.InRound facts, Round round, Instant now) {
        if (round == Round.MERGE) {
            return stage.publishing(stage.exclusion().orElseThrow(), now);
        }
        var exclusion = exclusion(stage, facts.shards());
        if (exclusion.kept().isEmpty()) {
            return stage.carryingOver(exclusion, noneCounts(exclusion), now);
        }
        return stage.isPublishedAsItIs(spec, facts.published())
                ? stage.publishing(exclusion, now)
                : stage.merging(exclusion, now);
    }

    private static String noneCounts(Exclusion exclusion) {
        return exclusion.excluded().stream()
                .map(excluded -> "%s: %s".formatted(excluded.hotkey(), excluded.reason()))
                .collect(Collectors.joining("; ", "none of the uploads counts: ", ""));
    }

    private Exclusion exclusion(StageMerge stage, List<ShardState> shards) {
        var agreed = shards.stream().map(ShardState::agreedFindings).toList();
        var inspected = new ArrayList<Inspected>();
        for (var i = 0; i < stage.uploads().size(); i++) {
            var at = i;
            var upload = stage.uploads().get(i);
            var findings = agreed.stream().map(list -> list.get(at)).toList();
            inspected.add(Inspection.total(upload.hotkey(), findings, upload.microbatches(), upload.steps()));
        }
        return Exclusion.of(inspected, spec.epochs().merge().exclusion());
    }

    /** What has to be said about shards again, since miners that were wrong had said it. */
    private List<Effect> withdrawn(StageMerge stage, List<ShardState> shards) {
        var transitions = new ShardTransitions(spec.epochs().merge().releases());
        var effects = new ArrayList<Effect>();
        for (var shard : shards) {
            var work = shard.work();
            for (var wrong : stage.wrong()) {
                work = transitions.drop(work, wrong.hotkey()).next();
            }
            if (!work.equals(shard.work())) {
                effects.add(new Effect.Withdraw(shard.index(), work));
            }
        }
        return effects;
    }

    /**
     * Leases, and what is left to the merge function since nobody can have it. The only upload is looked at by it
     * alone.
     */
    private List<Effect> leases(StageMerge stage, StageFacts.InRound facts, ShardLedger ledger, Instant now) {
        var live = stage.uploads().size() == 1
                ? List.<Hotkey>of()
                : facts.live().stream().filter(hotkey -> !stage.isWrong(hotkey)).toList();
        var until = now.plus(spec.epochs().lease());
        return ledger.due(now, live, spec.epochs().merge().releases()).stream()
                .filter(action -> facts.shards().get(action.shard()).work().state() == State.OPEN)
                .flatMap(action -> action instanceof ShardAction.Lease lease
                        ? Stream.of(new Effect.Lease(lease.shard(), lease.to(), until))
                        : ShardTick.effect(facts.shards().get(action.shard()), action, now).stream())
                .toList();
    }

    private static Optional<Instant> look(
            Optional<Instant> deadline, List<Effect> effects, List<ShardState> shards, Instant now) {
        return Stream.of(
                        deadline.stream(),
                        effects.stream().flatMap(effect -> switch (effect) {
                            case Effect.Lease lease -> Stream.of(lease.until());
                            case Effect.Delegate delegate -> Stream.of(delegate.until());
                            default -> Stream.<Instant>empty();
                        }),
                        shards.stream()
                                .flatMap(shard -> shard.requests().delegated().stream())
                                .filter(now::isBefore))
                .flatMap(instants -> instants)
                .min(Comparator.naturalOrder());
    }

    /** How long the URLs of a plan live. */
    private Duration planLife() {
        return spec.epochs()
                .lease()
                .multipliedBy(PLAN_LEASES)
                .plus(spec.leases().margin());
    }

    /** Whether what a plan names can be read for as long as a lease that is given now. */
    private boolean outlivesALease(StageMerge.Plan plan, Instant now) {
        return !plan.until()
                .isBefore(now.plus(spec.epochs().lease()).plus(spec.leases().margin()));
    }

    private static TickDecision<StageMerge> rest(
            StageMerge stage, List<Effect> effects, Optional<Instant> look, String reason, Instant now) {
        var rest = stage.attention().rest(stage.phase(), look, now);
        var all = new ArrayList<>(effects);
        all.addAll(rest.effects());
        return new TickDecision<>(stage.attended(rest.next()), all, reason, false);
    }
}
