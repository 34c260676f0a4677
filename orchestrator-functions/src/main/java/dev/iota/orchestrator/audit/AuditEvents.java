package dev.iota.orchestrator.audit;

import dev.iota.core.audit.Audit;
import dev.iota.core.base.Decision;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.AuditEvent.Cause;
import dev.iota.core.wire.SignedEvent;
import dev.iota.orchestrator.context.EventOutcome;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.util.Optional;

/** Records what validators say about audits, and gives them the next ones. */
public final class AuditEvents {
    private final Services services;
    private final AuditDecisions decisions;
    private final AuditEvidence evidence;
    private final AuditLeases leases;

    private AuditEvents(Services services, AuditEvidence evidence) {
        this.services = services;
        this.decisions = new AuditDecisions(services);
        this.evidence = evidence;
        this.leases = new AuditLeases(services, evidence);
    }

    public static AuditEvents of(Services services) {
        return new AuditEvents(services, new AuditEvidence(services));
    }

    /**
     * Counts a verdict of a validator that the run's owner lists, under a lease that it was given.
     *
     * @param signed the event as it was signed, which the audit keeps
     * @throws dev.iota.orchestrator.context.BusyException if others were faster every time
     */
    public EventOutcome handle(Run run, SignedEvent signed, AuditEvent event) {
        if (!services.runs().validators().hotkeys().contains(signed.hotkey())) {
            return new EventOutcome.Quarantined("%s is no validator of this run".formatted(signed.hotkey()));
        }
        return services.optimistic()
                .retry("audit %s".formatted(event.audit()), Options.DEFAULT, () -> tryToHandle(run, signed, event));
    }

    /** Empty if another writer was faster. */
    private Optional<EventOutcome> tryToHandle(Run run, SignedEvent signed, AuditEvent event) {
        var found = run.audits().get(event.audit());
        if (found.isEmpty()) {
            return Optional.of(new EventOutcome.Quarantined("there is no audit %s".formatted(event.audit())));
        }
        var audit = found.get();
        var subject = audit.subject();
        if (event.epoch() != subject.epoch() || event.stage() != subject.stage()) {
            return Optional.of(
                    new EventOutcome.Quarantined("audit %s is of epoch %d and stage %d, the event of %d and %d"
                            .formatted(audit.id(), subject.epoch(), subject.stage(), event.epoch(), event.stage())));
        }
        var decision = decide(run, audit, signed, event);
        if (!decision.changed()) {
            // It may be the redelivery of an event whose handler died after its write.
            followUp(run, signed, audit);
            return Optional.of(new EventOutcome.Dropped(decision.reason()));
        }
        if (!decisions.write(run, audit, decision.next())) {
            return Optional.empty();
        }
        followUp(run, signed, decision.next());
        return Optional.of(new EventOutcome.Counted(decision.reason()));
    }

    private Decision<Audit> decide(Run run, Audit audit, SignedEvent signed, AuditEvent event) {
        var transitions = run.auditTransitions();
        var now = services.now();
        return switch (event) {
            case AuditEvent.Judged judged -> transitions.judged(audit, judged, signed, now);
            case AuditEvent.Failed failed -> {
                var believed = transitions.failed(audit, failed, signed.hotkey(), true, now);
                yield believed.changed() && failed.cause() == Cause.EVIDENCE && !evidence.isSound(audit)
                        ? transitions.failed(audit, failed, signed.hotkey(), false, now)
                        : believed;
            }
        };
    }

    private void followUp(Run run, SignedEvent signed, Audit audit) {
        evidence.settle(run, audit);
        services.validators()
                .get(signed.hotkey())
                .ifPresent(validator ->
                        leases.fill(run, validator, Optional.of(audit.subject().stage())));
    }
}
