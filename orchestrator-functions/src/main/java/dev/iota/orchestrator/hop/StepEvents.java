package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.AppliedTable;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.StepRecord;
import dev.iota.cloud.table.StepTable;
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

/** Records the steps of miners, each once, and each microbatch in one of them. */
public final class StepEvents {
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
        var survives = miner.get().resumptions().survives(event.registration(), event.epoch(), event.step());
        var transaction = services.transaction();
        services.steps().create(transaction, new StepRecord(signed, event, !survives));
        services.miners().check(transaction, sender, miner.get().registration());
        if (survives) {
            ids.forEach(id -> services.applied()
                    .contain(transaction, sender, event.epoch(), id, StepTable.name(event), services.now()));
        }
        var outcome = transaction.commit();
        var repeated = outcome.refused().contains(StepTable.LABEL);
        if (repeated || outcome.committed()) {
            if (!survives && !positionReturns.waits(event.epoch(), event.stage())) {
                giveBack(run, miner.get(), event, ids);
            }
            return Optional.of(
                    repeated
                            ? new EventOutcome.Dropped("step %d is on record already".formatted(event.step()))
                            : new EventOutcome.Counted(survives ? "recorded" : "recorded as discarded"));
        }
        var twice = ids.stream()
                .filter(id -> outcome.refused().contains(AppliedTable.label(id)))
                .filter(id -> !forget(miner.get(), event, id))
                .toList();
        return twice.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new EventOutcome.Quarantined("step %d contains microbatches %s, which an earlier step contains"
                                .formatted(event.step(), twice)));
    }

    /** Removes the mark of a step that is no more; false if the microbatch is in a step that survives. */
    private boolean forget(MinerRecord miner, Event.StepDone event, long id) {
        var row = services.applied().get(miner.hotkey(), event.epoch(), id);
        if (row.isPresent() && !PositionReturns.isLost(row.get(), miner.resumptions())) {
            return false;
        }
        row.ifPresent(services.applied()::delete);
        return true;
    }

    private void giveBack(Run run, MinerRecord miner, Event.StepDone event, List<Long> ids) {
        var lost = ids.stream()
                .flatMap(id -> services.applied().get(miner.hotkey(), event.epoch(), id).stream())
                .filter(row -> row.acknowledged()
                        .filter(a -> a.registration() <= event.registration())
                        .isPresent())
                .filter(row -> row.container().isEmpty() || PositionReturns.isLost(row, miner.resumptions()))
                .toList();
        positionReturns.giveBack(run, lost, PositionReturns.LOST);
    }
}
