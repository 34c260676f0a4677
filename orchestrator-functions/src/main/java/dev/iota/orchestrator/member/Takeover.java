package dev.iota.orchestrator.member;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.routing.TakeoverTimer;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.hop.CommitResult;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.HopTransaction;
import dev.iota.orchestrator.hop.PositionReturns;
import java.util.List;
import java.util.Optional;

/**
 * What a new registration does to the ones before it: their leases are taken back, and what was in their memory alone
 * is given back to the data plan. Every part finds by itself what is left to do, so the whole can be done again after a
 * crash anywhere, and one call does so much of it as it has time for: the timer queue goes on. What the earlier process
 * still says counts no more meanwhile, since its registration is an old one.
 */
public final class Takeover {
    /** Leases that one call takes back: each is a transaction, and another miner is looked for. */
    static final int LEASES = 2;

    /**
     * Gradients that one call gives back: with those leases half a second's work, and several where others write the
     * same feeds; a batch of timers has five.
     */
    static final int GRADIENTS = 100;

    private final Services services;
    private final Dispatcher dispatcher;
    private final PositionReturns positionReturns;

    public Takeover(Services services, Dispatcher dispatcher, PositionReturns positionReturns) {
        this.services = services;
        this.dispatcher = dispatcher;
        this.positionReturns = positionReturns;
    }

    void takeOver(Run run, MinerRecord miner) {
        if (!isDone(run, miner)) {
            services.timers().send(new TakeoverTimer(miner.hotkey(), miner.registration()));
        }
    }

    /** Goes on with it. */
    public void takeOver(Run run, TakeoverTimer takeoverTimer) {
        services.miners()
                .get(takeoverTimer.hotkey())
                .filter(miner -> miner.registration() == takeoverTimer.registration())
                .ifPresent(miner -> takeOver(run, miner));
    }

    /** Whether nothing is left of it after this call. */
    private boolean isDone(Run run, MinerRecord miner) {
        if (!fence(run, miner.hotkey(), miner.registration(), LEASES)) {
            return false;
        }
        if (positionReturns.waits(run.epoch(), miner.stage())) {
            return true;
        }
        discardSteps(run, miner);
        return giveBack(run, miner);
    }

    /** Takes back what registrations of a miner before this one are leased. */
    void fence(Run run, Hotkey hotkey, long registration) {
        fence(run, hotkey, registration, Integer.MAX_VALUE);
    }

    /** False if some is left. */
    private boolean fence(Run run, Hotkey hotkey, long registration, int most) {
        var miner = services.miners().get(hotkey);
        var held = miner.stream()
                .flatMap(known -> known.held().stream())
                .map(Slot::microbatch)
                .distinct()
                .toList();
        var leased = run.microbatches().get(held).values().stream()
                .filter(microbatch -> microbatch.issued().stream()
                        .anyMatch(lease -> lease.hotkey().equals(hotkey) && lease.registration() < registration))
                .toList();
        leased.stream().limit(most).forEach(one -> fence(run, hotkey, registration, one, miner));
        dispatcher.hopCommitter().slots().makeUp(run, services.miners().get(List.of(hotkey)));
        return leased.size() <= most;
    }

    /** What was read of it just now will do, unless somebody else was faster. */
    private void fence(Run run, Hotkey hotkey, long registration, Microbatch leased, Optional<MinerRecord> miner) {
        if (!tryToFence(run, hotkey, registration, leased, miner)) {
            services.optimistic()
                    .until(
                            "microbatch %d".formatted(leased.id()),
                            Options.DEFAULT,
                            () -> tryToFence(
                                    run,
                                    hotkey,
                                    registration,
                                    run.microbatches().get(leased.id()).orElseThrow(),
                                    services.miners().get(hotkey)));
        }
    }

    /** False if another writer was faster. */
    private boolean tryToFence(
            Run run, Hotkey hotkey, long registration, Microbatch microbatch, Optional<MinerRecord> miner) {
        var decision = run.transitions().fence(microbatch, hotkey, registration, services.now());
        if (!decision.changed()) {
            return true;
        }
        var shard = run.feeds().shardOf(microbatch.id());
        var commitResult = dispatcher
                .hopCommitter()
                .move(
                        run,
                        HopTransaction.of(microbatch, decision.next())
                                .takenFrom(miner)
                                .and(transaction -> run.feeds().redispatched(transaction, shard)));
        if (commitResult instanceof CommitResult.To to) {
            dispatcher.lookAgain(run, to.microbatch());
            return true;
        }
        return false;
    }

    private void discardSteps(Run run, MinerRecord miner) {
        var lost = services.steps()
                .ofEpoch(miner.hotkey(), run.epoch())
                .filter(record -> !record.discarded())
                .filter(record -> !miner.resumptions()
                        .survives(
                                record.step().registration(),
                                record.step().epoch(),
                                record.step().step()))
                .toList();
        lost.forEach(services.steps()::discard);
    }

    /** False if some is left. */
    private boolean giveBack(Run run, MinerRecord miner) {
        var lost = services.applied()
                .ofEpoch(miner.hotkey(), run.epoch())
                .filter(row -> PositionReturns.isLost(row, miner.resumptions()))
                .limit(GRADIENTS + 1L)
                .toList();
        positionReturns.giveBack(run, lost.subList(0, Math.min(lost.size(), GRADIENTS)), PositionReturns.LOST);
        return lost.size() <= GRADIENTS;
    }
}
