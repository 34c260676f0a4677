package dev.iota.orchestrator.merge;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.epoch.Effect;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Performs what the ticks of stages and shards ask for. */
final class StageEffects {
    private final Services services;
    private final RoundPlans plans;
    private final ShardLeases leases;
    private final SpotCheckTasks tasks;

    StageEffects(Services services, Checkpoints checkpoints) {
        this.services = services;
        this.plans = new RoundPlans(services, checkpoints);
        this.leases = new ShardLeases(services, checkpoints);
        this.tasks = new SpotCheckTasks(services);
    }

    /** Performs a guard, which comes before the write of the stage. */
    void guard(StageMerge stage, Effect effect) {
        switch (effect) {
            case Effect.Answer answer -> services.executions().succeed(answer.token());
            case Effect.LookAt look -> arm(stage, look.at());
            default -> throw new IllegalArgumentException("%s is no guard".formatted(effect));
        }
    }

    private void arm(StageMerge stage, Instant at) {
        var delay = Duration.between(services.now(), at).plusMillis(1);
        services.timers().arm(new PhaseTimer(stage.epoch(), Optional.of(stage.stage())), delay);
    }

    /**
     * Performs the others, in order. Several may be of one shard: each goes on from what the one before wrote, and one
     * that another writer was faster at is left to the next look.
     *
     * @param shards of the round, by index
     * @param live miners of the run that answer
     */
    void perform(Run run, StageMerge stage, List<Effect> effects, List<ShardState> shards, List<MinerRecord> live) {
        var current = new HashMap<Integer, ShardState>();
        shards.forEach(shard -> current.put(shard.index(), shard));
        var miners = live.stream()
                .collect(Collectors.toMap(MinerRecord::hotkey, Function.identity(), (before, after) -> after));
        for (var effect : effects) {
            switch (effect) {
                case Effect.WritePlan write -> plan(run, stage, write.life());
                case Effect.MakeShards make -> make(stage, make);
                default -> perform(run, stage, effect, current, miners);
            }
        }
    }

    private void perform(
            Run run, StageMerge stage, Effect effect, Map<Integer, ShardState> current, Map<Hotkey, MinerRecord> live) {
        switch (effect) {
            case Effect.Withdraw withdraw -> change(current, withdraw.shard(), shard -> withdraw(shard, withdraw));
            case Effect.Lease lease ->
                change(current, lease.shard(), shard -> leases.lease(run, stage, shard, lease, live));
            case Effect.AskToStore ask ->
                change(current, ask.shard(), shard -> leases.askToStore(run, stage, shard, ask.by()));
            case Effect.Extend extend -> change(current, extend.shard(), shard -> leases.extend(run, shard, extend));
            case Effect.Draw draw -> change(current, draw.shard(), shard -> tasks.draw(shard, draw));
            case Effect.Delegate delegate ->
                change(current, delegate.task().shard(), shard -> tasks.delegate(shard, delegate));
            default -> throw new IllegalArgumentException("%s is nothing that a stage does".formatted(effect));
        }
    }

    /** After another writer was faster nothing more is done to the shard in this turn. */
    private static void change(
            Map<Integer, ShardState> current, int index, Function<ShardState, Optional<ShardState>> change) {
        Optional.ofNullable(current.remove(index)).flatMap(change).ifPresent(next -> current.put(index, next));
    }

    private void plan(Run run, StageMerge stage, Duration life) {
        services.epochs()
                .replace(stage.planned(
                        plans.write(run, stage, life), services.now().plus(life)));
    }

    private void make(StageMerge stage, Effect.MakeShards make) {
        var round = make.ledger().round();
        make.ledger().shards().forEach(work -> services.epochs()
                .create(ShardState.fresh(stage.epoch(), stage.stage(), round, work)));
    }

    private Optional<ShardState> withdraw(ShardState shard, Effect.Withdraw withdraw) {
        var next = shard.with(withdraw.next());
        return services.epochs().replace(next) ? Optional.of(next) : Optional.empty();
    }
}
