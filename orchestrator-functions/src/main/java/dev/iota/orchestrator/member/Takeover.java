package dev.iota.orchestrator.member;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.identity.Hotkey;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.hop.CommitResult;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.hop.HopTransaction;
import dev.iota.orchestrator.hop.PositionReturns;
import java.util.List;

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
        run.microbatches().leasedTo(hotkey).forEach(leased -> fence(run, hotkey, registration, leased.id()));
        dispatcher.hopCommitter().slots().makeUp(run, services.miners().get(List.of(hotkey)));
    }

    private void fence(Run run, Hotkey hotkey, long registration, long id) {
        services.optimistic().until("microbatch %d".formatted(id), Options.DEFAULT, () -> {
            var microbatch = run.microbatches().get(id).orElseThrow();
            var decision = run.transitions().fence(microbatch, hotkey, registration, services.now());
            if (!decision.changed()) {
                return true;
            }
            var commitResult = dispatcher
                    .hopCommitter()
                    .move(run, HopTransaction.of(microbatch, decision.next()).and(transaction -> run.feeds()
                            .redispatched(transaction, run.feeds().shardOf(id))));
            if (commitResult instanceof CommitResult.To to) {
                dispatcher.lookAgain(run, to.microbatch());
                return true;
            }
            return false;
        });
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
