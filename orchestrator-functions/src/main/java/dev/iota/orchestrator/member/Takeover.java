package dev.iota.orchestrator.member;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
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
 * crash anywhere.
 */
public final class Takeover {
    private final Services services;
    private final Dispatcher dispatcher;
    private final PositionReturns positionReturns;

    public Takeover(Services services, Dispatcher dispatcher, PositionReturns positionReturns) {
        this.services = services;
        this.dispatcher = dispatcher;
        this.positionReturns = positionReturns;
    }

    void takeOver(Run run, MinerRecord miner) {
        fence(run, miner.hotkey(), miner.registration());
        if (!positionReturns.waits(run.epoch(), miner.stage())) {
            discardSteps(run, miner);
            giveBack(run, miner);
        }
    }

    /** Takes back what registrations of a miner before this one are leased. */
    void fence(Run run, Hotkey hotkey, long registration) {
        var miner = services.miners().get(hotkey);
        run.microbatches().leasedTo(hotkey).forEach(leased -> fence(run, hotkey, registration, leased, miner));
        dispatcher.hopCommitter().slots().makeUp(run, services.miners().get(List.of(hotkey)));
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

    private void giveBack(Run run, MinerRecord miner) {
        var lost = services.applied()
                .ofEpoch(miner.hotkey(), run.epoch())
                .filter(row -> PositionReturns.isLost(row, miner.resumptions()))
                .toList();
        positionReturns.giveBack(run, lost, PositionReturns.LOST);
    }
}
