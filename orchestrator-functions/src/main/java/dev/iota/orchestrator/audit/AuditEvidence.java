package dev.iota.orchestrator.audit;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Evidence;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.AuditMaterial;
import dev.iota.core.wire.Source;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The objects of audits: lets validators read them, and removes or keeps them once an audit is decided. */
final class AuditEvidence {
    /** Evidence that its own microbatch needs still is looked at again after so long. */
    private static final Duration LATER = Duration.ofMinutes(2);

    private final Services services;
    private final Removal removal;
    private final StructuredLog structuredLog = new StructuredLog(AuditEvidence.class);

    AuditEvidence(Services services) {
        this.services = services;
        this.removal = new Removal(services);
    }

    /** What a validator is given; the URLs live as long as the audit can. */
    AuditMaterial readable(Run run, Audit audit) {
        var spec = run.spec();
        var life = Duration.between(
                        services.now(), audit.place().drawn().plus(spec.audits().patience()))
                .plus(spec.leases().margin());
        var stage = audit.subject().stage();
        var ends = spec.model().isHead(stage) || spec.model().isTail(stage);
        return switch (audit.evidence()) {
            case Evidence.OfHop hop ->
                hop.readable(
                        ends
                                ? Optional.of(
                                        run.works().tokens().evidence(hop.hop().position(), life))
                                : Optional.empty(),
                        (what, object) -> readable(object, life));
        };
    }

    private Source readable(StoredObject object, Duration life) {
        return services.objects().readable(object.key(), object.bytes(), Optional.of(object.sha256()), life);
    }

    /** Whether what the audited miner stored is there, and is what it signed. */
    boolean isSound(Audit audit) {
        return switch (audit.evidence()) {
            case Evidence.OfHop hop ->
                hop.own().stream().allMatch(object -> services.objects()
                        .sha256(object.key())
                        .filter(object.sha256()::equals)
                        .isPresent());
        };
    }

    /**
     * Removes the evidence of a decided audit, once nothing else needs it; that of a confirmed one is copied first.
     * Asked again it finds what is left to do. False if another writer was faster.
     */
    boolean settle(Run run, Audit audit) {
        if (!audit.state().isFinal() || !audit.place().evidenceKept()) {
            return true;
        }
        return switch (audit.evidence()) {
            case Evidence.OfHop hop -> settle(run, audit, hop);
        };
    }

    private boolean settle(Run run, Audit audit, Evidence.OfHop hop) {
        var microbatch = run.microbatches().get(hop.hop().microbatch()).orElseThrow();
        if (microbatch.isOpen()) {
            return run.audits().replace(audit.withEvidenceUntil(services.now().plus(LATER)));
        }
        if (audit.state() == Audit.State.CONFIRMED) {
            audit.evidence().objects().forEach((what, object) -> keep(audit, what, object));
        }
        var keys = needed(run, audit, microbatch);
        neighbours(run, audit, microbatch)
                .filter(other -> !other.state().isFinal())
                .forEach(other -> keys.removeAll(needed(run, other, microbatch)));
        removal.remove(keys);
        return run.audits().replace(audit.withoutEvidence());
    }

    private void keep(Audit audit, String what, StoredObject object) {
        if (!services.objects().copy(object.key(), ObjectKeys.evidence(audit.id(), what))) {
            structuredLog.wrong("evidence missing", object.key(), "audit", audit.id());
        }
    }

    private static Set<String> needed(Run run, Audit audit, Microbatch microbatch) {
        var keys =
                new HashSet<>(run.works().keysAround(microbatch, audit.subject().stage()));
        keys.addAll(audit.evidence().keys());
        return keys;
    }

    /** Other audits of the microbatch that share objects with this one. */
    private static Stream<Audit> neighbours(Run run, Audit audit, Microbatch microbatch) {
        return microbatch.hops().stream()
                .flatMap(hop -> hop.audit().stream())
                .filter(id -> !id.equals(audit.id()))
                .flatMap(id -> run.audits().get(id).stream());
    }
}
