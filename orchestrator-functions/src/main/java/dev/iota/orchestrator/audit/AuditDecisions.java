package dev.iota.orchestrator.audit;

import dev.iota.cloud.table.AuditChange;
import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.Transaction;
import dev.iota.core.api.view.AuditLine;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.audit.Verdict;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.util.List;

/** Writes what became of an audit, with all that follows from it, in one transaction. */
final class AuditDecisions {
    private final Services services;
    private final StructuredLog structuredLog = new StructuredLog(AuditDecisions.class);

    AuditDecisions(Services services) {
        this.services = services;
    }

    /** False if another writer was faster. */
    boolean write(Run run, Audit before, Audit next) {
        var transaction = services.transaction();
        run.audits().put(transaction, next);
        run.audits().count(transaction, next, change(before, next));
        said(before, next)
                .forEach(verdict -> services.validators().judged(transaction, verdict.validator(), verdict.seconds()));
        next.overruled().forEach(validator -> services.validators().overruled(transaction, validator));
        if (next.state() == State.CONFIRMED) {
            punish(run, transaction, next);
        }
        if (!transaction.commit().committed()) {
            return false;
        }
        report(before, next);
        if (next.state() != before.state()) {
            show(next);
        }
        return true;
    }

    private static List<Verdict> said(Audit before, Audit next) {
        return next.verdicts().subList(before.verdicts().size(), next.verdicts().size());
    }

    private static AuditChange change(Audit before, Audit next) {
        var change = new AuditChange();
        said(before, next).forEach(verdict -> change.validator(verdict.seconds()));
        if (before.verdicts().isEmpty() && !next.verdicts().isEmpty()) {
            change.miner(next.subject().seconds());
        }
        if (next.isDisputed() && !before.isDisputed()) {
            change.disputed();
        }
        if (next.isOfOtherData() && !before.isOfOtherData()) {
            change.otherData();
        }
        return switch (next.state()) {
            case PASSED -> change.passed();
            case CONFIRMED -> change.confirmed();
            case LAPSED -> change.lapsed();
            case DRAWN, LEASED, SUSPECT, DISPUTED -> change;
        };
    }

    private void punish(Run run, Transaction transaction, Audit confirmed) {
        var reason = "validators found its %s wrong (audit %s)"
                .formatted(confirmed.evidence().about(), confirmed.id());
        run.audits().confirm(transaction, confirmed);
        var loads = run.spec().limits().conduct().audit();
        confirmed.accused().forEach(hotkey -> services.miners()
                .change(
                        transaction,
                        new MinerChange(hotkey).fault(loads, reason).suspected(reason)));
    }

    /** For people to see: what validators found, and among what happened only what is out of the ordinary. */
    private void show(Audit audit) {
        switch (audit.state()) {
            case PASSED, LAPSED, SUSPECT -> services.runEvents().decided(AuditLine.of(audit));
            case DISPUTED -> show(audit, Kind.AUDIT_DISPUTED);
            case CONFIRMED -> show(audit, Kind.AUDIT_CONFIRMED);
            case DRAWN, LEASED -> {}
        }
    }

    private void show(Audit audit, Kind kind) {
        services.runEvents().decided(AuditLine.of(audit));
        services.runEvents()
                .happened(RunEvent.of(
                                "audit/%s/%s".formatted(audit.id(), audit.state()),
                                kind,
                                audit.place().since(),
                                "%s: %s"
                                        .formatted(
                                                audit.evidence().about(),
                                                audit.place().reason()))
                        .of(audit.subject().hotkey())
                        .inStage(audit.subject().stage())
                        .inEpoch(audit.subject().epoch()));
    }

    private void report(Audit before, Audit next) {
        var about = new Object[] {
            "audit",
            next.id(),
            "hotkey",
            next.subject().hotkey(),
            "about",
            next.evidence().about()
        };
        if (next.isOfOtherData() && !before.isOfOtherData()) {
            structuredLog.wrong(
                    "tokens not those of the data plan", next.place().reason(), about);
        }
        switch (next.state()) {
            case CONFIRMED ->
                structuredLog.wrong("audit confirmed", next.place().reason(), about);
            case SUSPECT, DISPUTED, LAPSED ->
                structuredLog.notable("audit " + next.state(), next.place().reason(), about);
            case DRAWN, LEASED, PASSED ->
                structuredLog.routine("audit " + next.state(), next.place().reason(), about);
        }
    }
}
