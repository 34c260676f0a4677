package dev.iota.orchestrator.merge;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.epoch.Effect;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.shard.ShardLease;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Gives shards to miners, and asks for the blocks of those that agree. */
final class ShardLeases {
    private final Services services;
    private final Checkpoints checkpoints;

    ShardLeases(Services services, Checkpoints checkpoints) {
        this.services = services;
        this.checkpoints = checkpoints;
    }

    /**
     * One write gives the shard to all of them; empty if another writer was faster.
     *
     * @param live miners that answer
     */
    Optional<ShardState> lease(
            Run run, StageMerge stage, ShardState shard, Effect.Lease effect, Map<Hotkey, MinerRecord> live) {
        var now = services.now();
        var transitions = new ShardTransitions(run.spec().epochs().merge().releases());
        var leased = shard.work();
        var works = new LinkedHashMap<String, Work>();
        for (var hotkey : effect.to()) {
            var miner = Objects.requireNonNull(live.get(hotkey), "a tick leases to those it was told of");
            var lease = new ShardLease(services.randomId(), hotkey, effect.until());
            var decision = transitions.lease(leased, lease, now);
            if (decision.changed()) {
                leased = decision.next();
                works.put(miner.inbox(), work(run, stage, shard, lease));
            }
        }
        var next = shard.with(leased);
        if (works.isEmpty() || !services.epochs().replace(next)) {
            return Optional.empty();
        }
        works.forEach(services.inboxes()::send);
        return Optional.of(next);
    }

    private Work work(Run run, StageMerge stage, ShardState shard, ShardLease lease) {
        var until = new EpochTimes(run.spec()).workUntil(stage, lease.until());
        var life = life(run, until);
        var name = run.spec().run();
        var index = shard.index();
        var plan = checkpoints.readable(stage.plan().orElseThrow().object(), life);
        if (shard.round() == Round.INSPECTION) {
            return new Work.Inspect(name, stage.epoch(), stage.stage(), index, lease.id(), until, plan);
        }
        var key = ObjectKeys.result(name, stage.epoch(), stage.stage(), index, lease.id());
        var result = services.objects().writable(key, ShardObjects.resultBytes(shard), life);
        return new Work.Merge(name, stage.epoch(), stage.stage(), index, lease.id(), until, plan, result);
    }

    /** Leaves a shard to a miner that has it and needs more time; empty if another writer was faster. */
    Optional<ShardState> extend(Run run, ShardState shard, Effect.Extend effect) {
        var transitions = new ShardTransitions(run.spec().epochs().merge().releases());
        var decision = transitions.extend(shard.work(), effect.lease(), effect.until());
        var next = shard.with(decision.next());
        return decision.changed() && services.epochs().replace(next) ? Optional.of(next) : Optional.empty();
    }

    /** Asks a miner for the blocks of its result; empty if it is gone, or another writer was faster. */
    Optional<ShardState> askToStore(Run run, StageMerge stage, ShardState shard, Hotkey storer) {
        var work = shard.work();
        var result = work.results().stream()
                .filter(r -> r.hotkey().equals(Optional.of(storer)))
                .findFirst()
                .orElseThrow();
        var lease = work.issued().stream()
                .filter(l -> l.id().equals(result.lease()))
                .findFirst()
                .orElseThrow();
        var miner = services.miners().get(storer);
        var next = shard.askedTo(storer);
        if (miner.isEmpty() || !services.epochs().replace(next)) {
            return Optional.empty();
        }
        var until = new EpochTimes(run.spec()).workUntil(stage, lease.until());
        services.inboxes()
                .send(
                        miner.get().inbox(),
                        new Work.Store(
                                run.spec().run(),
                                shard.epoch(),
                                shard.stage(),
                                shard.index(),
                                lease.id(),
                                until,
                                sinks(run, shard, result.hashes(), until)));
        return Optional.of(next);
    }

    private List<Sink> sinks(Run run, ShardState shard, List<String> hashes, Instant until) {
        var pointer = services.runs().pointer(shard.epoch()).orElseThrow().of(shard.stage());
        return ShardObjects.of(run.spec().run(), shard, hashes, checkpoints.read(pointer)).stream()
                .map(object ->
                        services.objects().writable(object.key(), object.bytes(), object.sha256(), life(run, until)))
                .toList();
    }

    private Duration life(Run run, Instant until) {
        return Duration.between(services.now(), until).plus(run.spec().leases().margin());
    }
}
