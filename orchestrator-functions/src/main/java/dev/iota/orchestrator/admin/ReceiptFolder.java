package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.StepRecord;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.ReceiptExport;
import dev.iota.core.base.Json;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.SignedEvent;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder with a receipt and everything that is left of its hops, as {@link ReceiptExport} says. */
final class ReceiptFolder {
    private final Services services;
    private final Path folder;

    ReceiptFolder(Services services, Path folder) {
        this.services = services;
        this.folder = folder;
    }

    /**
     * Writes it; the document comes last, so a folder that has one is whole.
     *
     * @return why hops that were audited are not in it, a sentence each
     * @throws IllegalStateException if the microbatch is not complete, or its tokens are not those of the data plan
     */
    List<String> write(Run run, Microbatch receipt) throws IOException {
        var file = folder.resolve(ReceiptExport.FILE);
        if (Files.exists(file)) {
            throw new IllegalStateException("%s is there already; name another folder".formatted(file));
        }
        if (receipt.state() != Microbatch.State.COMPLETE) {
            throw new IllegalStateException("microbatch %d is %s; only one that is complete has a receipt"
                    .formatted(receipt.id(), receipt.state()));
        }
        Files.createDirectories(folder);
        var of = "microbatch %d".formatted(receipt.id());
        var tokens = new PlannedTokens(folder).write(run, receipt.position(), PlannedTokens.TOKENS, of);
        var missing = new ArrayList<String>();
        var audits = new ArrayList<Integer>();
        for (var stage = 0; stage < receipt.hops().size(); stage++) {
            var audit = receipt.hops().get(stage).audit().flatMap(run.audits()::get);
            if (audit.isPresent() && isWritten(run, audit.get(), stage, missing)) {
                audits.add(stage);
            }
        }
        Files.writeString(file, Json.write(new ReceiptExport(run.spec(), receipt, steps(receipt), tokens, audits)));
        return missing;
    }

    private boolean isWritten(Run run, Audit audit, int stage, List<String> missing) throws IOException {
        try {
            new AuditFolder(services, folder.resolve(ReceiptExport.audit(stage))).write(run, audit);
            return true;
        } catch (IllegalStateException e) {
            missing.add(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** The steps that the microbatch is contained in: of each stage one, where its miner reported it. */
    private List<SignedEvent> steps(Microbatch receipt) {
        var found = new ArrayList<SignedEvent>();
        for (var stage = 0; stage < receipt.hops().size(); stage++) {
            step(receipt, stage, receipt.hops().get(stage)).ifPresent(found::add);
        }
        return found;
    }

    private Optional<SignedEvent> step(Microbatch receipt, int stage, Hop hop) {
        return services.steps()
                .ofEpoch(hop.hotkey(), receipt.epoch())
                .filter(record -> !record.discarded() && record.step().stage() == stage)
                .filter(record ->
                        record.step().microbatches().stream().anyMatch(entry -> entry.microbatch() == receipt.id()))
                .map(StepRecord::signed)
                .findFirst();
    }
}
