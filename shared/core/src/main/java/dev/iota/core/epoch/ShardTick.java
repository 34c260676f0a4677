package dev.iota.core.epoch;

import dev.iota.core.merge.shard.MergeTask;
import dev.iota.core.merge.shard.Recomputation;
import dev.iota.core.merge.shard.ShardAction;
import dev.iota.core.merge.shard.ShardLedger;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.merge.shard.SpotChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What one shard needs, apart from leases, for which the whole round is looked at ({@link StageTick}). */
public final class ShardTick {
    /** The merge function is asked again after so long: what its queue needs to give a message up. */
    static final Duration DELEGATED = Duration.ofHours(1);

    private final int releases;

    /** @param releases see {@link dev.iota.core.merge.MergeOptions#releases} */
    public ShardTick(int releases) {
        this.releases = releases;
    }

    /** @param random for spot checks, such that no miner can foresee it */
    public List<Effect> tick(StageMerge stage, ShardState shard, Instant now, RandomGenerator random) {
        var effects = new ArrayList<Effect>();
        if (shard.work().state() == State.OPEN) {
            // Who came first stores while the second computes.
            shard.work()
                    .storer(now)
                    .flatMap(storer -> effect(
                            shard, new ShardAction.Store(shard.index(), storer), now))
                    .ifPresent(effects::add);
            return effects;
        }
        new ShardLedger(shard.round(), List.of(shard.work()))
                .due(now, List.of(), releases).stream()
                        .flatMap(action -> effect(shard, action, now).stream())
                        .forEach(effects::add);
        effects.addAll(check(stage, shard, now, random));
        return effects;
    }

    /** What an action asks for, unless it was asked for already. */
    static Optional<Effect> effect(ShardState shard, ShardAction action, Instant now) {
        var index = shard.index();
        return switch (action) {
            case ShardAction.Lease lease -> Optional.empty();
            case ShardAction.Store store ->
                shard.round() == Round.INSPECTION
                                || shard.requests().asked().filter(store.by()::equals).isPresent()
                        ? Optional.empty()
                        : Optional.of(new Effect.AskToStore(index, store.by()));
            case ShardAction.Arbitrate arbitrate ->
                delegate(
                        shard,
                        new MergeTask.Recompute(
                                shard.epoch(),
                                shard.stage(),
                                index,
                                List.of(arbitrate.block().block())),
                        "two results differ",
                        now);
            case ShardAction.DoByMergeFunction done ->
                delegate(
                        shard,
                        shard.round() == Round.INSPECTION
                                ? new MergeTask.Inspect(shard.epoch(), shard.stage(), index)
                                : new MergeTask.Merge(shard.epoch(), shard.stage(), index),
                        done.reason(),
                        now);
        };
    }

    private static Optional<Effect> delegate(ShardState shard, MergeTask task, String reason, Instant now) {
        return shard.isDelegated(now)
                ? Optional.empty()
                : Optional.of(new Effect.Delegate(task, now.plus(DELEGATED), reason));
    }

    /** Draws what is recomputed of a shard on which two miners agree, and has it recomputed. */
    private static List<Effect> check(StageMerge stage, ShardState shard, Instant now, RandomGenerator random) {
        var work = shard.work();
        var share = stage.trust().recomputedShare();
        if (work.state() == State.DISPUTED || shard.isChecked(stage)) {
            return List.of();
        }
        var effects = new ArrayList<Effect>();
        var blocks = shard.check().drawn();
        if (shard.check().share() < share) {
            blocks = SpotChecks.start(share).draw(work, random).next().drawn().stream()
                    .map(Recomputation::block)
                    .sorted()
                    .toList();
            effects.add(new Effect.Draw(shard.index(), blocks, share));
        }
        if (!blocks.isEmpty()) {
            delegate(
                            shard,
                            new MergeTask.Recompute(shard.epoch(), shard.stage(), shard.index(), blocks),
                            "drawn for a spot check",
                            now)
                    .ifPresent(effects::add);
        }
        return effects;
    }
}
