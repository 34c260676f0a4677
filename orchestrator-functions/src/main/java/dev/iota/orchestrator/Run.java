package dev.iota.orchestrator;

import dev.iota.cloud.FeedTable;
import dev.iota.cloud.MicrobatchTable;
import dev.iota.cloud.MinerRecord;
import dev.iota.cloud.RunRecord;
import dev.iota.core.microbatch.Transitions;
import dev.iota.core.routing.Router;
import dev.iota.core.run.RunSpec;

/**
 * The run that is worked on, with what depends on its specification.
 *
 * @param router picks miners
 * @param transitions what may become of a microbatch
 * @param works writes work messages
 */
record Run(
        RunRecord record,
        MicrobatchTable microbatches,
        FeedTable feeds,
        Transitions transitions,
        Router router,
        Works works) {

    static Run of(RunRecord record, Services services) {
        var spec = record.spec();
        var dynamoDb = services.clients().dynamoDb();
        return new Run(
                record,
                new MicrobatchTable(dynamoDb, services.names(), spec.indexShards()),
                new FeedTable(dynamoDb, services.names(), spec.indexShards()),
                new Transitions(spec.model().stages(), spec.rescueBound(), spec.refusals()),
                new Router(spec.leases()),
                new Works(record, services.objects()));
    }

    RunSpec spec() {
        return record.spec();
    }

    int epoch() {
        return record.epoch();
    }

    /** Whether the current epoch is one that trains. */
    boolean hasEpochsLeft() {
        var count = spec().epochs().count();
        return count == 0 || epoch() < count;
    }

    /**
     * Whether a step of the miner can still admit a forward in this epoch. Where there is one step in an epoch, what it does not admit would lie with
     * the miner until the epoch's grace window closes.
     */
    boolean admits(MinerRecord miner) {
        var epochs = spec().epochs();
        return !epochs.isStepOfMerge()
                || miner.backwardsInEpoch() + miner.inFlight() < epochs.forwardsPerStep(spec().training());
    }

    int stages() {
        return spec().model().stages();
    }
}
