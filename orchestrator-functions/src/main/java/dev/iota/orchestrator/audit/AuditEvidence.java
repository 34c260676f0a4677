package dev.iota.orchestrator.audit;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Evidence;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.wire.AuditMaterial;
import dev.iota.core.wire.Source;
import dev.iota.orchestrator.context.Removal;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.util.Optional;

/** The objects of audits: lets validators read them, and removes or keeps them once an audit is decided. */
final class AuditEvidence {
    /** Evidence that its own microbatch needs still is looked at again after so long. */
    private static final Duration LATER = Duration.ofMinutes(2);

    private final Services services;
    private final Removal removal;
    private final KeptObjects kept;
    private final AuditedEpochs epochs;
    private final AuditedShards shards;
    private final StructuredLog structuredLog = new StructuredLog(AuditEvidence.class);

    AuditEvidence(Services services) {
        this.services = services;
        this.removal = new Removal(services);
        this.kept = new KeptObjects(services);
        this.epochs = new AuditedEpochs(services);
        this.shards = new AuditedShards(services);
    }

    /** What a validator is given; the URLs live as long as the audit can. */
    AuditMaterial readable(Run run, Audit audit) {
        var spec = run.spec();
        var life = Duration.between(services.now(), run.auditTransitions().patienceEnds(audit))
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
            case Evidence.OfEpoch epoch -> epochs.readable(run, stage, epoch, life);
            case Evidence.OfShard shard ->
                shards.readable(run, audit.subject(), shard, (what, object) -> readable(object, life));
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
            case Evidence.OfEpoch epoch -> epochs.isSound(epoch);
            // The store took no block and no part that is another than was announced.
            case Evidence.OfShard _ -> true;
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
            case Evidence.OfEpoch epoch -> settle(run, audit, epoch);
            case Evidence.OfShard shard -> settle(run, audit, shard);
        };
    }

    private boolean settle(Run run, Audit audit, Evidence.OfShard shard) {
        if (audit.state() == Audit.State.CONFIRMED) {
            shard.objects().forEach((what, object) -> keep(audit, what, object));
        }
        removal.remove(shard.keys());
        return run.audits().replace(audit.withoutEvidence());
    }

    private boolean settle(Run run, Audit audit, Evidence.OfEpoch epoch) {
        var confirmed = audit.state() == Audit.State.CONFIRMED;
        var done = epochs.settle(run, audit, epoch, (what, object) -> {
            if (confirmed) {
                keep(audit, what, object);
            }
        });
        return run.audits().replace(done ? audit.withoutEvidence() : audit.withEvidenceUntil(services.now()));
    }

    private boolean settle(Run run, Audit audit, Evidence.OfHop hop) {
        var microbatch = run.microbatches().get(hop.hop().microbatch()).orElseThrow();
        if (microbatch.isOpen()) {
            return run.audits().replace(audit.withEvidenceUntil(services.now().plus(LATER)));
        }
        if (audit.state() == Audit.State.CONFIRMED) {
            audit.evidence().objects().forEach((what, object) -> keep(audit, what, object));
        }
        var keys = KeptObjects.needed(run, audit, microbatch);
        kept.leaveToOthers(run, keys, audit, microbatch);
        removal.remove(keys);
        return run.audits().replace(audit.withoutEvidence());
    }

    private void keep(Audit audit, String what, StoredObject object) {
        var key = ObjectKeys.evidence(audit.id(), what);
        if (!services.objects().copy(object.key(), key)
                && services.objects().length(key).isEmpty()) {
            structuredLog.wrong("evidence missing", object.key(), "audit", audit.id());
        }
    }
}
