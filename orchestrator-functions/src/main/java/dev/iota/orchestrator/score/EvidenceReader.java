package dev.iota.orchestrator.score;

import dev.iota.cloud.table.Pointer;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.score.EpochRecord;
import dev.iota.core.score.LedgerEvidence;
import dev.iota.core.score.StageReceipts;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads what the ledger of an epoch that is over follows from: of one and the same epoch always the same. */
final class EvidenceReader {
    private final Services services;
    private final LedgerObjects objects;
    private final Function<Run, SettledAudits> audits;

    EvidenceReader(Services services, LedgerObjects objects, Function<Run, SettledAudits> audits) {
        this.services = services;
        this.objects = objects;
        this.audits = audits;
    }

    LedgerEvidence read(Run run, int epoch) {
        return new LedgerEvidence(record(run, epoch), receipts(run, epoch));
    }

    /** An epoch that the run left before it began has no time, and counts from when the one before was published. */
    private EpochRecord record(Run run, int epoch) {
        var published = services.epochs()
                .epoch(epoch)
                .filter(item -> item.phase() == Epoch.Phase.PUBLISHED)
                .map(Epoch::since)
                .orElse(Instant.EPOCH);
        var failed = audits.apply(run).failed(epoch).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new EpochRecord.Failed(entry.getKey(), entry.getValue()))
                .toList();
        return new EpochRecord(run.spec().run(), epoch, published, failed);
    }

    /** Of what a stage made of the epoch, if the run went on from that and not, by a rollback, from something else. */
    Map<Integer, StageReceipts> receipts(Run run, int epoch) {
        var next = services.runs().pointer(epoch + 1);
        var receipts = new HashMap<Integer, StageReceipts>();
        for (var stage = 0; stage < run.stages(); stage++) {
            var at = stage;
            services.epochs()
                    .stage(epoch, stage)
                    .flatMap(StageMerge::outcome)
                    .filter(outcome -> isPublished(next, at, outcome.checkpoint()))
                    .ifPresent(outcome -> receipts.put(at, objects.receipts(outcome.receipts())));
        }
        return receipts;
    }

    private static boolean isPublished(Optional<Pointer> next, int stage, StoredObject checkpoint) {
        return next.flatMap(pointer -> pointer.checkpoints().get(stage))
                .filter(checkpoint::equals)
                .isPresent();
    }
}
