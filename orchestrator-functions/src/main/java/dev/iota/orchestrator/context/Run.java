package dev.iota.orchestrator.context;

import dev.iota.cloud.table.AuditTable;
import dev.iota.cloud.table.FeedTable;
import dev.iota.cloud.table.MicrobatchTable;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.audit.AuditTransitions;
import dev.iota.core.microbatch.Transitions;
import dev.iota.core.owner.Order;
import dev.iota.core.routing.Eligibility;
import dev.iota.core.routing.Router;
import dev.iota.core.run.RunSpec;
import java.util.OptionalInt;

/**
 * The run that is worked on, with what depends on its specification.
 *
 * @param router picks miners
 * @param transitions what may become of a microbatch
 * @param works writes work messages
 */
public record Run(
        RunRecord record,
        MicrobatchTable microbatches,
        FeedTable feeds,
        AuditTable audits,
        Transitions transitions,
        Router router,
        WorkMessages works) {

    public static Run of(RunRecord record, Services services) {
        var spec = record.spec();
        var dynamoDb = services.clients().dynamoDb();
        return new Run(
                record,
                new MicrobatchTable(dynamoDb, services.names(), spec.indexShards()),
                new FeedTable(dynamoDb, services.names(), spec.indexShards()),
                new AuditTable(dynamoDb, services.names(), spec.indexShards()),
                new Transitions(spec.model().stages(), spec.rescueBound(), spec.refusals()),
                new Router(spec.leases()),
                new WorkMessages(record, services.objects()));
    }

    public RunSpec spec() {
        return record.spec();
    }

    public int epoch() {
        return record.epoch();
    }

    /** Whether the run stopped by itself. */
    public boolean isHalted() {
        return record.halted().isPresent();
    }

    /** Whether the current epoch is one that trains. */
    public boolean hasEpochsLeft() {
        var count = spec().epochs().count();
        return (count == 0 || epoch() < count)
                && record.order().filter(order -> order.isOver(epoch())).isEmpty();
    }

    /** Whether its owner lets no microbatch start for a while. */
    public boolean isPaused() {
        return record.order().filter(Order::isPause).isPresent();
    }

    /** Whether its owner lets no microbatch start, for a while or for ever. */
    public boolean isHeld() {
        return record.order().isPresent();
    }

    /**
     * How many microbatches a miner can take in an epoch, where that has one step: what the step does not admit would
     * lie with the miner until the epoch's grace window closes.
     */
    public OptionalInt most() {
        var epochs = spec().epochs();
        return epochs.isStepOfMerge() ? OptionalInt.of(epochs.forwardsPerStep(spec().training())) : OptionalInt.empty();
    }

    /** What may become of an audit. */
    public AuditTransitions auditTransitions() {
        return new AuditTransitions(spec().audits());
    }

    /** Who may get a hop. */
    public Eligibility eligibility() {
        return new Eligibility(most());
    }

    public int stages() {
        return spec().model().stages();
    }
}
