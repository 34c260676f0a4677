package dev.iota.local.butterfly;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.shard.ShardAction;
import dev.iota.core.merge.shard.ShardLease;
import dev.iota.core.merge.shard.ShardLedger;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.merge.shard.ShardWork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One merge, played by the ledger and the transitions of a run on a clock of its own. Every lease fails by itself with
 * the same probability: its miner says nothing until it has run out.
 */
final class LeaseSimulation {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final String HASH = Sha256.hex("what every miner makes of a block");

    private final int releases;
    private final double failure;
    private final RandomGenerator random;
    private final ShardTransitions transitions;
    private final List<Hotkey> miners;
    private final List<ShardWork> shards;
    private int lost;

    /**
     * How a merge ended; in the end every shard was stored.
     *
     * @param lost shards that nobody but the merge function would have done
     * @param byMergeFunction shards that it did, since two results were not to be had
     */
    record Count(int shards, int lost, int byMergeFunction) {
        Count plus(Count other) {
            return new Count(shards + other.shards, lost + other.lost, byMergeFunction + other.byMergeFunction);
        }
    }

    /** @param releases leases to others than the two owners */
    private LeaseSimulation(ButterflyPlan plan, int releases, double failure, RandomGenerator random) {
        this.releases = releases;
        this.failure = failure;
        this.random = random;
        this.transitions = new ShardTransitions(releases);
        this.miners = plan.miners();
        this.shards = new ArrayList<>(ShardLedger.merge(plan, 1).shards());
    }

    static Count play(ButterflyPlan plan, int releases, double failure, RandomGenerator random) {
        return new LeaseSimulation(plan, releases, failure, random).play();
    }

    private Count play() {
        var now = Instant.EPOCH;
        var ledger = new ShardLedger(Round.MERGE, shards);
        while (!ledger.isStored()) {
            for (var action : ledger.due(now, miners, releases)) {
                act(action, now);
            }
            now = now.plus(LEASE).plusSeconds(1);
            ledger = new ShardLedger(Round.MERGE, shards);
        }
        return new Count(shards.size(), lost, ledger.byMergeFunction());
    }

    private void act(ShardAction action, Instant now) {
        switch (action) {
            case ShardAction.Lease lease -> lease.to().forEach(miner -> lease(lease.shard(), miner, now));
            case ShardAction.DoByMergeFunction work -> {
                var before = shards.get(work.shard());
                lost += before.results().isEmpty() && restFails(before) ? 1 : 0;
                shards.set(
                        work.shard(),
                        transitions
                                .doneByMergeFunction(before, "merge function", hashes(before))
                                .next());
            }
            case ShardAction.Store _, ShardAction.Arbitrate _ ->
                throw new IllegalStateException("who answers here is honest and stores at once: " + action);
        }
    }

    /**
     * With one lease left, two results cannot be had, and the ledger turns to the merge function; without it that lease
     * would be given.
     */
    private boolean restFails(ShardWork work) {
        var fails = true;
        for (var used = work.releases(); used < releases; used++) {
            fails &= fails();
        }
        return fails;
    }

    private void lease(int shard, Hotkey miner, Instant now) {
        var lease = new ShardLease(shard + " " + miner, miner, now.plus(LEASE));
        var work = transitions.lease(shards.get(shard), lease, now).next();
        if (!fails()) {
            work = transitions.result(work, lease.id(), miner, hashes(work)).next();
            if (work.storer(now).equals(Optional.of(miner))) {
                work = transitions.stored(work, miner).next();
            }
        }
        shards.set(shard, work);
    }

    private boolean fails() {
        return random.nextDouble() < failure;
    }

    private static List<String> hashes(ShardWork work) {
        return Collections.nCopies(work.hashes(), HASH);
    }
}
