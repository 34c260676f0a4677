package dev.iota.orchestrator.context;

import dev.iota.cloud.table.Pointer;
import dev.iota.core.divergence.Halt;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.Epoch.Phase;
import dev.iota.core.owner.OrderFacts;
import dev.iota.core.routing.Feed;

/** Loads what it depends on where a run stands, and what it answers to its owner. */
public final class OwnerFacts {
    private OwnerFacts() {}

    /** Of the run as it was read. */
    public static OrderFacts of(Services services, Run run) {
        var record = run.record();
        return new OrderFacts(
                services.runs().pointer(0).filter(Pointer::isComplete).isPresent(),
                record.halted().map(Halt::reason),
                record.order(),
                record.epoch(),
                record.spec().epochs().count(),
                services.epochs()
                        .epoch(record.epoch())
                        .filter(epoch -> hasBegun(run, epoch))
                        .isEmpty());
    }

    private static boolean hasBegun(Run run, Epoch epoch) {
        return epoch.phase() != Phase.TRAINING
                || run.feeds().all().stream().mapToLong(Feed::started).sum()
                        > epoch.start().started();
    }
}
