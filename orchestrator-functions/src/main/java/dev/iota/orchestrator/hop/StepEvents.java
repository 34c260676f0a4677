package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.AppliedRow;
import dev.iota.cloud.table.AppliedTable;
import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.StepRecord;
import dev.iota.cloud.table.StepTable;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.StepEntry;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records the steps of miners, each once, and each microbatch in one of them: the one that its backward said. So a step
 * is one item, however many microbatches it contains, unless it is heard of before they are.
 */
public final class StepEvents {
    /** Rows that fit into a transaction of DynamoDB beside the step and its miner. */
    private static final int TOGETHER = 98;

    private final Services services;
    private final PositionReturns positionReturns;

    public StepEvents(Services services, PositionReturns positionReturns) {
        this.services = services;
        this.positionReturns = positionReturns;
    }

    /** @throws dev.iota.orchestrator.context.BusyException if others were faster every time */
    public EventOutcome handle(Run run, SignedEvent signed, Event.StepDone event) {
        var ids = event.microbatches().stream().map(StepEntry::microbatch).toList();
        if (Set.copyOf(ids).size() < ids.size()) {
            return new EventOutcome.Quarantined("step %d has %d microbatches, %d of them distinct; wanted each once"
                    .formatted(event.step(), ids.size(), Set.copyOf(ids).size()));
        }
        return services.optimistic()
                .retry(
                        "step %d of %s".formatted(event.step(), signed.hotkey()),
                        Options.DEFAULT,
                        () -> tryToHandle(run, signed, event, ids));
    }

    /** Empty if another writer was faster, or a mark of a step that is no more stood in the way and is removed. */
    private Optional<EventOutcome> tryToHandle(Run run, SignedEvent signed, Event.StepDone event, List<Long> ids) {
        var sender = signed.hotkey();
        var miner = services.miners().get(sender);
        if (miner.isEmpty() || !miner.get().resumptions().contains(event.registration(), event.epoch())) {
            return Optional.of(new EventOutcome.Quarantined(
                    "%s has no registration %d in epoch %d".formatted(sender, event.registration(), event.epoch())));
        }
        if (!miner.get().resumptions().admits(event.registration(), event.epoch(), event.step())) {
            return Optional.of(new EventOutcome.Quarantined(
                    "step %d was made before registration %d".formatted(event.step(), event.registration())));
        }
        var survives = miner.get().resumptions().survives(event.registration(), event.epoch(), event.step());
        var unsaid = survives ? unsaid(miner.get(), event, ids) : List.<Long>of();
        if (unsaid.size() > TOGETHER
                && services.steps().get(sender, StepTable.name(event)).isPresent()) {
            // Perhaps with other microbatches: it writes no row.
            return Optional.of(repeated(event));
        }
        while (unsaid.size() > TOGETHER) {
            // What remains if the handler dies here is for this step alone.
            var rows = services.transaction();
            contain(rows, sender, event, unsaid.subList(0, TOGETHER));
            var outcome = rows.commit();
            if (!outcome.committed()) {
                return refused(run, miner.get(), event, ids, outcome);
            }
            unsaid = unsaid.subList(TOGETHER, unsaid.size());
        }
        var transaction = services.transaction();
        services.steps().create(transaction, new StepRecord(signed, event, !survives));
        services.miners().change(transaction, after(miner.get(), event));
        contain(transaction, sender, event, unsaid);
        var outcome = transaction.commit();
        var repeated = outcome.refused().contains(StepTable.LABEL);
        if (repeated || outcome.committed()) {
            if (!survives && !positionReturns.waits(event.epoch(), event.stage())) {
                giveBack(run, miner.get(), event, ids);
            }
            return Optional.of(
                    repeated
                            ? repeated(event)
                            : new EventOutcome.Counted(survives ? "recorded" : "recorded as discarded"));
        }
        return refused(run, miner.get(), event, ids, outcome);
    }

    private static EventOutcome repeated(Event.StepDone event) {
        return new EventOutcome.Dropped("step %d is on record already".formatted(event.step()));
    }

    private void contain(Transaction transaction, Hotkey sender, Event.StepDone event, List<Long> ids) {
        var name = StepTable.name(event);
        ids.forEach(id ->
                services.applied().contain(transaction, sender, event.epoch(), id, event.step(), name, services.now()));
    }

    /** Empty if what stood in the way is gone. */
    private Optional<EventOutcome> refused(
            Run run, MinerRecord miner, Event.StepDone event, List<Long> ids, Transaction.Outcome outcome) {
        var twice = ids.stream()
                .filter(id -> outcome.refused().contains(AppliedTable.label(id)))
                .filter(id -> !forget(run, miner, event, id))
                .toList();
        return twice.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new EventOutcome.Quarantined("step %d contains microbatches %s, which another step contains"
                                .formatted(event.step(), twice)));
    }

    /** The miner is in its next step now, which is of use to whoever gives it a forward. */
    private static MinerChange after(MinerRecord miner, Event.StepDone event) {
        var change = new MinerChange(miner.hotkey()).under(miner.registration());
        return event.registration() == miner.registration() ? change.beginsStep(miner.takenBeforeNextStep()) : change;
    }

    /** Those whose backward does not say that they are in this step, is not on record, or is lost. */
    private List<Long> unsaid(MinerRecord miner, Event.StepDone event, List<Long> ids) {
        var said = services.applied().get(miner.hotkey(), event.epoch(), ids).stream()
                .filter(row -> row.isSaidToBeIn(event.step()))
                .filter(row -> !PositionReturns.isLost(row, miner.resumptions()))
                .map(AppliedRow::microbatch)
                .collect(Collectors.toSet());
        return ids.stream().filter(id -> !said.contains(id)).toList();
    }

    /**
     * Removes what is on record of a gradient in a step that is no more; false if the microbatch is in one that
     * survives, or its stage is being published, which judges what was accepted.
     */
    private boolean forget(Run run, MinerRecord miner, Event.StepDone event, long id) {
        var found = services.applied().get(miner.hotkey(), event.epoch(), id);
        if (found.isEmpty()) {
            return true;
        }
        var row = found.get();
        if (!PositionReturns.isLost(row, miner.resumptions())) {
            return false;
        }
        if (row.acknowledged().isEmpty()) {
            services.applied().delete(row);
            return true;
        }
        if (positionReturns.waits(event.epoch(), event.stage())) {
            return false;
        }
        positionReturns.giveBack(run, List.of(row), PositionReturns.LOST);
        return true;
    }

    private void giveBack(Run run, MinerRecord miner, Event.StepDone event, List<Long> ids) {
        var lost = ids.stream()
                .flatMap(id -> services.applied().get(miner.hotkey(), event.epoch(), id).stream())
                .filter(row -> row.acknowledged()
                        .filter(a -> a.registration() <= event.registration())
                        .isPresent())
                .filter(row -> PositionReturns.isLost(row, miner.resumptions()))
                .toList();
        positionReturns.giveBack(run, lost, PositionReturns.LOST);
    }
}
