package dev.iota.core.audit;

import dev.iota.core.audit.Audit.Failure;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.SignedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What may become of an audit. Each method decides whether something changes it: the changed audit has taken a way of
 * {@link AuditWays}, the unchanged one comes with the reason. A single verdict never punishes where the run asks for
 * two, and no validator has two votes.
 *
 * @param spec of the run
 */
public record AuditTransitions(AuditSpec spec) {
    /**
     * How often one validator may be given one audit that it does not answer: its process may die, but it cannot hold
     * an audit up for long.
     */
    static final int LEASES = 3;

    /** So many validators that cannot judge an audit are enough to believe them. */
    private static final int FAILURES = 2;

    /** Why this validator is not given the audit; empty if it may be. */
    public Optional<String> objection(Audit audit, Hotkey validator) {
        if (audit.accused().contains(validator)) {
            return Optional.of("audit %s is about %s itself".formatted(audit.id(), validator));
        }
        if (audit.isAnsweredBy(validator)) {
            return Optional.of("%s has answered audit %s already".formatted(validator, audit.id()));
        }
        var given = audit.issued().stream()
                .filter(lease -> lease.validator().equals(validator))
                .count();
        return given < LEASES
                ? Optional.empty()
                : Optional.of(
                        "%s was given audit %s %d times and never answered".formatted(validator, audit.id(), given));
    }

    /** Gives a waiting audit to a validator. */
    public Decision<Audit> lease(Audit audit, String leaseId, Hotkey validator, Instant now) {
        if (!audit.state().isWaiting()) {
            return Decision.unchanged(audit, "audit %s is %s already", audit.id(), audit.state());
        }
        var objection = objection(audit, validator);
        if (objection.isPresent()) {
            return Decision.unchanged(audit, objection.get());
        }
        if (!now.isBefore(patienceEnds(audit))) {
            return Decision.unchanged(audit, "audit %s has no time left", audit.id());
        }
        var issued = new ArrayList<>(audit.issued());
        issued.add(new AuditLease(leaseId, validator, until(audit, now)));
        return changed(audit.withIssued(issued), AuditCause.LEASE, State.LEASED, now, "leased to " + validator);
    }

    /** Leaves the audit to a validator that is alive and has it still. */
    public Decision<Audit> extend(Audit audit, String leaseId, Hotkey validator, Instant now) {
        var current = audit.lease().filter(lease -> isOf(lease, leaseId, validator));
        if (current.isEmpty() || !current.get().until().isBefore(until(audit, now))) {
            return Decision.unchanged(audit, "lease %s is not in force, or long enough", leaseId);
        }
        var issued = new ArrayList<>(audit.issued());
        issued.set(issued.size() - 1, current.get().extendedTo(until(audit, now)));
        return changed(audit.withIssued(issued), AuditCause.EXTENSION, State.LEASED, now, "extended by " + validator);
    }

    /** Takes the audit back from a validator that registered again: the process that had it is gone. */
    public Decision<Audit> release(Audit audit, Hotkey validator, Instant now) {
        if (audit.lease().filter(lease -> lease.validator().equals(validator)).isEmpty()) {
            return Decision.unchanged(audit, "audit %s is not leased to %s", audit.id(), validator);
        }
        return changed(audit, AuditCause.EXPIRY, waiting(audit), now, validator + " registered again");
    }

    /** What the time does: a lease that ran out goes back, an audit whose patience ran out lapses. */
    public Decision<Audit> due(Audit audit, Instant now) {
        var lease = audit.lease();
        if (audit.state().isFinal() || lease.filter(l -> !l.isOver(now)).isPresent()) {
            return Decision.unchanged(audit, "audit %s is %s", audit.id(), audit.state());
        }
        if (!now.isBefore(patienceEnds(audit))) {
            var patience = patience(spec, audit.evidence(), audit.subject());
            return changed(audit, AuditCause.LAPSE, State.LAPSED, now, "not decided within " + patience);
        }
        return lease.isEmpty()
                ? Decision.unchanged(audit, "audit %s waits", audit.id())
                : changed(
                        audit,
                        AuditCause.EXPIRY,
                        waiting(audit),
                        now,
                        "the lease of %s ran out".formatted(lease.get().validator()));
    }

    /** Takes a verdict. It counts under any lease that its validator was given, once, until the audit is decided. */
    public Decision<Audit> judged(Audit audit, AuditEvent.Judged event, SignedEvent signed, Instant now) {
        var sender = signed.hotkey();
        var objection = objection(audit, event, sender);
        if (objection.isPresent()) {
            return Decision.unchanged(audit, objection.get());
        }
        var verdicts = new ArrayList<>(audit.verdicts());
        verdicts.add(Verdict.of(event, signed, now));
        var outcome = outcome(verdicts);
        var atWork =
                audit.lease().filter(lease -> !lease.validator().equals(sender)).isPresent();
        return changed(
                audit.withVerdicts(verdicts),
                AuditCause.VERDICT,
                atWork && !outcome.isFinal() ? State.LEASED : outcome,
                now,
                "%s finds it %s: %s".formatted(sender, event.passed() ? "right" : "wrong", event.reason()));
    }

    /**
     * Ends the lease of a validator that cannot judge the audit.
     *
     * @param sound whether what the miner stored is there and what it signed, as the orchestrator saw itself: a miner
     *     does not escape an audit by storing nothing
     */
    public Decision<Audit> failed(Audit audit, AuditEvent.Failed event, Hotkey sender, boolean sound, Instant now) {
        var objection = objection(audit, event, sender);
        if (objection.isPresent()) {
            return Decision.unchanged(audit, objection.get());
        }
        if (audit.lease().filter(lease -> isOf(lease, event.lease(), sender)).isEmpty()) {
            return Decision.unchanged(audit, "lease %s is not in force any more", event.lease());
        }
        if (!sound) {
            return changed(
                    audit,
                    AuditCause.FAILURE,
                    State.CONFIRMED,
                    now,
                    "what the miner stored is not what it signed, found by %s: %s".formatted(sender, event.reason()));
        }
        var failures = new ArrayList<>(audit.failures());
        failures.add(new Failure(sender, now, event.cause(), event.reason()));
        return changed(
                audit.withFailures(failures),
                AuditCause.FAILURE,
                failures.size() < FAILURES ? waiting(audit) : State.LAPSED,
                now,
                "%s cannot judge it: %s".formatted(sender, event.reason()));
    }

    private static Optional<String> objection(Audit audit, AuditEvent event, Hotkey sender) {
        if (audit.issued().stream().noneMatch(lease -> isOf(lease, event.lease(), sender))) {
            return Optional.of("lease %s of audit %s was not given to %s".formatted(event.lease(), audit.id(), sender));
        }
        if (audit.isAnsweredBy(sender)) {
            return Optional.of("%s has answered audit %s already".formatted(sender, audit.id()));
        }
        return audit.state().isFinal()
                ? Optional.of("audit %s is %s already".formatted(audit.id(), audit.state()))
                : Optional.empty();
    }

    private static boolean isOf(AuditLease lease, String id, Hotkey validator) {
        return lease.id().equals(id) && lease.validator().equals(validator);
    }

    /** Where the verdicts lead, while no validator is at it. */
    private State outcome(List<Verdict> verdicts) {
        var right = verdicts.stream().filter(Verdict::passed).count();
        var wrong = verdicts.size() - right;
        if (wrong >= spec.confirmations()) {
            return State.CONFIRMED;
        }
        if (right > wrong) {
            return State.PASSED;
        }
        return right == 0 ? State.SUSPECT : State.DISPUTED;
    }

    private State waiting(Audit audit) {
        return audit.verdicts().isEmpty() ? State.DRAWN : outcome(audit.verdicts());
    }

    /** A lease ends with the patience at the latest. */
    private Instant until(Audit audit, Instant now) {
        var wanted = now.plus(spec.lease());
        var last = patienceEnds(audit);
        return wanted.isBefore(last) ? wanted : last;
    }

    /** When the audit lapses, unless it is decided by then. */
    public Instant patienceEnds(Audit audit) {
        return audit.place().drawn().plus(patience(spec, audit.evidence(), audit.subject()));
    }

    /** How long an audit may take. */
    public static Duration patience(AuditSpec spec, Evidence evidence, Audit.Subject subject) {
        return evidence instanceof Evidence.OfEpoch ? spec.patience(subject.seconds()) : spec.patience();
    }

    private Decision<Audit> changed(Audit audit, AuditCause cause, State next, Instant now, String reason) {
        var deadline =
                next == State.LEASED ? audit.issued().getLast().until() : next.isFinal() ? now : patienceEnds(audit);
        return Decision.changed(audit.after(cause, audit.place().in(next, now, deadline, reason)), "%s", reason);
    }
}
