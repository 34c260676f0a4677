package dev.iota.orchestrator;

import dev.iota.cloud.table.TrafficItem;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;

/** Writes down what miners say that they moved for a merge: the first word counts. Nothing follows from it but a report. */
final class TrafficEvents {
    private final Services services;

    TrafficEvents(Services services) {
        this.services = services;
    }

    Verdict handle(Run run, Hotkey sender, Event.MergeMoved event) {
        if (services.miners().get(sender).isEmpty()
                || event.stage() < 0
                || event.stage() >= run.stages()
                || services.epochs().epoch(event.epoch()).isEmpty()) {
            return new Verdict.Quarantined("%s is no miner of stage %d, or there is no epoch %d"
                    .formatted(sender, event.stage(), event.epoch()));
        }
        return services.epochs().create(new TrafficItem(event.epoch(), event.stage(), sender, event.traffic()))
                ? new Verdict.Counted("written down")
                : new Verdict.Dropped("%s said so of epoch %d already".formatted(sender, event.epoch()));
    }
}
