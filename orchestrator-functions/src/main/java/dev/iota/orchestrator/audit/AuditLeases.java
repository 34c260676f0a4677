package dev.iota.orchestrator.audit;

import dev.iota.cloud.table.ValidatorRecord;
import dev.iota.core.audit.Audit;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.merge.Checkpoints;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Gives audits to validators, a few at once so that the next one is there when one is done. A validator has one stage
 * in memory, and loading another one takes long: so it is given audits of its stage as long as none of another stage
 * has waited for half of the patience.
 */
final class AuditLeases {
    /** Audits that a validator has at once. */
    private static final int AHEAD = 4;

    /** Audits of a stage that are looked at for one that the validator may have. */
    private static final int LOOKED_AT = 200;

    private final Services services;
    private final Checkpoints checkpoints;
    private final AuditEvidence evidence;
    private final StructuredLog structuredLog = new StructuredLog(AuditLeases.class);

    AuditLeases(Services services, AuditEvidence evidence) {
        this.services = services;
        this.checkpoints = new Checkpoints(services);
        this.evidence = evidence;
    }

    /**
     * Fills a validator's inbox.
     *
     * @param stage that it has in memory
     */
    void fill(Run run, ValidatorRecord validator, Optional<Integer> stage) {
        var held = run.audits().stagesLeasedTo(validator.hotkey());
        var room = AHEAD - held.size();
        if (room <= 0) {
            return;
        }
        held.stream()
                .findFirst()
                .or(() -> choose(run, validator.hotkey(), stage))
                .ifPresent(chosen -> offers(run, validator.hotkey(), chosen)
                        .filter(audit -> lease(run, validator, audit))
                        .limit(room)
                        .forEach(audit -> structuredLog.routine(
                                "audit leased", "it waited", "audit", audit.id(), "validator", validator.hotkey())));
    }

    /** The stage whose audits a validator without any is given. */
    private Optional<Integer> choose(Run run, Hotkey validator, Optional<Integer> stage) {
        var first = IntStream.range(0, run.stages())
                .boxed()
                .flatMap(at -> offers(run, validator, at).limit(1))
                .toList();
        var oldest = first.stream().min(Comparator.comparing(AuditLeases::drawn));
        var own = first.stream()
                .filter(audit ->
                        stage.filter(at -> at == audit.subject().stage()).isPresent())
                .findFirst();
        var late = services.now().minus(run.spec().audits().patience().dividedBy(2));
        return oldest.filter(audit -> drawn(audit).isBefore(late))
                .or(() -> own)
                .or(() -> oldest)
                .map(audit -> audit.subject().stage());
    }

    private static Instant drawn(Audit audit) {
        return audit.place().drawn();
    }

    /** What a validator may be given of a stage: first what validators had already, which is suspect or has waited. */
    private Stream<Audit> offers(Run run, Hotkey validator, int stage) {
        var transitions = run.auditTransitions();
        return run.audits().waiting(stage).limit(LOOKED_AT).filter(audit -> transitions
                .objection(audit, validator)
                .isEmpty());
    }

    /** One write gives it to the validator, then it is told. False if another validator was faster. */
    private boolean lease(Run run, ValidatorRecord validator, Audit audit) {
        var decision = run.auditTransitions().lease(audit, services.randomId(), validator.hotkey(), services.now());
        var checkpoint = services.runs()
                .pointer(audit.subject().epoch())
                .map(pointer -> pointer.of(audit.subject().stage()));
        if (!decision.changed() || checkpoint.isEmpty() || !run.audits().replace(decision.next())) {
            return false;
        }
        deliver(services, validator, work(run, decision.next(), checkpoint.get()));
        return true;
    }

    private Work work(Run run, Audit audit, StoredObject checkpoint) {
        var lease = audit.lease().orElseThrow();
        return new Work.Audit(
                run.spec().run(),
                audit.subject().epoch(),
                audit.subject().stage(),
                audit.id(),
                lease.id(),
                lease.until(),
                checkpoints.access(checkpoint),
                evidence.readable(run, audit));
    }

    /** The inbox is made again if its queue is gone: an embedded cloud forgets queues when it restarts. */
    static void deliver(Services services, ValidatorRecord validator, Work work) {
        var joining = validator.joining();
        if (!services.inboxes().send(joining.inbox(), work)) {
            services.inboxes().send(services.inboxes().create(validator.hotkey(), joining.registration()), work);
        }
    }

    /** Leaves a validator what it says that it has. */
    void extend(Run run, Hotkey validator, List<String> held) {
        for (var audit : run.audits().leasedTo(validator)) {
            audit.lease().filter(lease -> held.contains(lease.id())).ifPresent(lease -> {
                var decision = run.auditTransitions().extend(audit, lease.id(), validator, services.now());
                // One that somebody else changes in between is extended by the next heartbeat.
                if (decision.changed()) {
                    run.audits().replace(decision.next());
                }
            });
        }
    }

    /** Takes back what an earlier process of a validator had. */
    void release(Run run, Hotkey validator) {
        for (var audit : run.audits().leasedTo(validator)) {
            var decision = run.auditTransitions().release(audit, validator, services.now());
            if (decision.changed()) {
                run.audits().replace(decision.next());
            }
        }
    }
}
