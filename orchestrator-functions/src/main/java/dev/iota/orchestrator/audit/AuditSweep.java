package dev.iota.orchestrator.audit;

import dev.iota.core.audit.Audit;
import dev.iota.orchestrator.context.Optimistic.Options;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.util.stream.IntStream;

/** What the time does to audits: leases that run out, patience that runs out, evidence that is not needed any more. */
public final class AuditSweep {
    /** Audits of one shard that one sweep looks at. */
    private static final int OVERDUE = 200;

    private final Services services;
    private final AuditDecisions decisions;
    private final AuditEvidence evidence;

    public AuditSweep(Services services) {
        this.services = services;
        this.decisions = new AuditDecisions(services);
        this.evidence = new AuditEvidence(services);
    }

    /** @throws dev.iota.orchestrator.context.BusyException if others were faster every time */
    public void sweep(Run run) {
        IntStream.range(0, run.audits().shards()).forEach(shard -> run.audits()
                .overdue(shard, services.now())
                .limit(OVERDUE)
                .map(Audit::id)
                .toList()
                .forEach(id -> services.optimistic()
                        .until("audit %s".formatted(id), Options.DEFAULT, () -> look(run, id))));
    }

    /** False if another writer was faster. */
    private boolean look(Run run, String id) {
        var audit = run.audits().get(id).orElseThrow();
        var decision = run.auditTransitions().due(audit, services.now());
        if (!decision.changed()) {
            return evidence.settle(run, audit);
        }
        return decisions.write(run, audit, decision.next()) && evidence.settle(run, decision.next());
    }
}
