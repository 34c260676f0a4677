package dev.iota.orchestrator.event;

import dev.iota.core.epoch.TrafficState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;

/**
 * Writes down what miners say that they moved for a merge: the first word counts. Nothing follows from it but a report.
 */
public final class TrafficEvents {
    private final Services services;

    public TrafficEvents(Services services) {
        this.services = services;
    }

    public EventOutcome handle(Run run, Hotkey sender, Event.MergeMoved event) {
        if (services.miners().get(sender).isEmpty()
                || event.stage() < 0
                || event.stage() >= run.stages()
                || services.epochs().epoch(event.epoch()).isEmpty()) {
            return new EventOutcome.Quarantined("%s is no miner of stage %d, or there is no epoch %d"
                    .formatted(sender, event.stage(), event.epoch()));
        }
        return services.epochs().create(new TrafficState(event.epoch(), event.stage(), sender, event.traffic()))
                ? new EventOutcome.Counted("written down")
                : new EventOutcome.Dropped("%s said so of epoch %d already".formatted(sender, event.epoch()));
    }
}
