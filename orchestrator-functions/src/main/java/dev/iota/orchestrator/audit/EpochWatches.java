package dev.iota.orchestrator.audit;

import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.StepRecord;
import dev.iota.cloud.table.Transaction;
import dev.iota.cloud.table.WatchTable.Decided;
import dev.iota.cloud.table.WatchTable.Watched;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.Subject;
import dev.iota.core.audit.AuditDraw;
import dev.iota.core.audit.AuditTransitions;
import dev.iota.core.audit.WatchRules;
import dev.iota.core.audit.WatchedEpoch;
import dev.iota.core.audit.WatchedEpoch.Found;
import dev.iota.core.audit.WatchedHop;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.score.StageReceipts;
import dev.iota.orchestrator.context.BusyException;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.score.EpochLedgers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides, once an epoch is over, which of its watched miners is audited: at most one of a stage. What was kept of the
 * others goes. It may die after any call and be asked again, by whoever publishes the next epoch or by the sweep.
 */
public final class EpochWatches {
    /** Epochs of one look; more are left to the next one. */
    private static final int MOST = 5;

    private final Services services;
    private final EpochLedgers ledgers;
    private final AuditedEpochs audited;
    private final WatchedObjects watchedObjects;
    private final StructuredLog structuredLog = new StructuredLog(EpochWatches.class);

    public EpochWatches(Services services) {
        this.services = services;
        this.ledgers = EpochLedgers.of(services);
        this.audited = new AuditedEpochs(services);
        this.watchedObjects = new WatchedObjects(services);
    }

    /** Decides what is due, unless something is in the way: training must not wait, and the sweep comes again. */
    public void tryToDecide(Run run) {
        try {
            decide(run);
        } catch (RuntimeException e) {
            structuredLog.wrong("watched epochs not decided", String.valueOf(e.getMessage()));
        }
    }

    private void decide(Run run) {
        if (!new WatchRules(run.spec()).isAnybody()) {
            return;
        }
        var current = services.runs().get().orElseThrow().epoch();
        var first = services.watches().next();
        for (var epoch = first; epoch < Math.min(current, first + MOST); epoch++) {
            for (var stage = 0; stage < run.stages(); stage++) {
                decide(run, new Watched(epoch, stage));
            }
            services.watches().advance(epoch + 1);
        }
    }

    private void decide(Run run, Watched watched) {
        var miners = new HashSet<>(watchedObjects.miners(watched));
        if (miners.isEmpty()) {
            return;
        }
        var decided = services.watches().decided(watched).orElseGet(() -> choose(run, watched, miners));
        decided.audited().ifPresent(miners::remove);
        miners.forEach(miner -> watchedObjects.remove(run, watched, miner));
    }

    /** A miner that may be audited. */
    private record Candidate(StageReceipts.Work work, AuditDraw draw) {
        Hotkey hotkey() {
            return work.hotkey();
        }
    }

    private Decided choose(Run run, Watched watched, Set<Hotkey> miners) {
        var epoch = services.epochs().epoch(watched.epoch()).orElseThrow();
        var transaction = services.transaction();
        var fresh = Optional.<Audit>empty();
        for (var candidate : candidates(run, watched, epoch, miners)) {
            fresh = audit(run, watched, epoch, candidate, transaction);
            if (fresh.isPresent()) {
                break;
            }
        }
        var decided = new Decided(fresh.map(audit -> audit.subject().hotkey()));
        services.watches().decide(transaction, watched, decided);
        fresh.ifPresent(audit -> run.audits().create(transaction, audit));
        if (!transaction.commit().committed()) {
            return services.watches()
                    .decided(watched)
                    .orElseThrow(() -> new BusyException("watched miners of stage %d".formatted(watched.stage())));
        }
        fresh.ifPresent(audit -> structuredLog.routine(
                "epoch drawn",
                "it has the lowest draw",
                "audit",
                audit.id(),
                "hotkey",
                audit.subject().hotkey(),
                "epoch",
                watched.epoch(),
                "stage",
                watched.stage()));
        return decided;
    }

    /** Those with work in what the run went on from, the lowest draw first. */
    private List<Candidate> candidates(Run run, Watched watched, Epoch epoch, Set<Hotkey> miners) {
        var secret = epoch.start().secret();
        return Optional.ofNullable(ledgers.receipts(run, watched.epoch()).get(watched.stage())).stream()
                .flatMap(receipts -> receipts.miners().stream())
                .filter(work -> miners.contains(work.hotkey()))
                .map(work -> new Candidate(
                        work,
                        AuditDraw.ofMiner(secret, run.spec().run(), watched.epoch(), watched.stage(), work.hotkey())))
                .sorted(Comparator.comparingDouble(candidate -> candidate.draw().value()))
                .toList();
    }

    /** The audit of a candidate, if its epoch can be done again; else what follows for it is in the transaction. */
    private Optional<Audit> audit(Run run, Watched watched, Epoch epoch, Candidate candidate, Transaction transaction) {
        if (Duration.between(epoch.start().at(), services.now()).compareTo(WatchRules.LONGEST_EPOCH) > 0) {
            return skip(watched, candidate, "the epoch took longer than " + WatchRules.LONGEST_EPOCH);
        }
        var upload = services.epochs().upload(watched.epoch(), watched.stage(), candidate.hotkey());
        var manifest = upload.flatMap(this::manifest);
        if (manifest.isEmpty()) {
            return skip(watched, candidate, "its upload is gone");
        }
        return switch (record(watched, candidate).of(manifest.get().steps())) {
            case Found.Whole whole -> {
                var evidence = audited.store(
                        candidate.draw().id(), upload.orElseThrow(), run.spec().run(), whole.steps());
                yield evidence.isPresent()
                        ? evidence.map(stored -> {
                            var spec = run.spec().audits();
                            var suspected = !candidate.draw().isBelow(WatchRules.rate(spec, false));
                            var subject = new Subject(
                                    candidate.hotkey(),
                                    watched.epoch(),
                                    watched.stage(),
                                    whole.seconds(),
                                    WatchRules.rate(spec, suspected));
                            var now = services.now();
                            var patience = AuditTransitions.patience(spec, stored, subject);
                            return Audit.fresh(candidate.draw().id(), subject, stored, now, now.plus(patience));
                        })
                        : skip(watched, candidate, "its upload is gone");
            }
            case Found.Gap gap -> {
                if (gap.claimed()) {
                    suspect(run, watched, candidate, gap, transaction);
                }
                yield skip(watched, candidate, gap.reason());
            }
        };
    }

    private Optional<Manifest> manifest(UploadState upload) {
        return services.objects()
                .read(upload.manifest().key(), upload.manifest().bytes())
                .map(text -> Manifest.read(new String(text, StandardCharsets.UTF_8)));
    }

    private WatchedEpoch record(Watched watched, Candidate candidate) {
        Map<Long, WatchedHop> hops = services.watches()
                .of(watched, candidate.hotkey())
                .collect(Collectors.toMap(WatchedHop::microbatch, Function.identity()));
        var taken = services.steps()
                .ofEpoch(candidate.hotkey(), watched.epoch())
                .filter(record -> !record.discarded() && record.step().stage() == watched.stage())
                .map(StepRecord::step)
                .toList();
        return new WatchedEpoch(Set.copyOf(candidate.work().microbatches()), hops, taken);
    }

    /** Its own word stands in the way of the audit. An honest miner's may, too, where an event of it came too late. */
    private void suspect(Run run, Watched watched, Candidate candidate, Found.Gap gap, Transaction transaction) {
        var reason = "its upload of epoch %d cannot be checked: %s".formatted(watched.epoch(), gap.reason());
        services.miners()
                .change(
                        transaction,
                        new MinerChange(candidate.hotkey())
                                .fault(run.spec().limits().conduct().rubbish(), reason)
                                .suspected(reason));
    }

    private Optional<Audit> skip(Watched watched, Candidate candidate, String reason) {
        structuredLog.notable(
                "epoch not audited",
                reason,
                "hotkey",
                candidate.hotkey(),
                "epoch",
                watched.epoch(),
                "stage",
                watched.stage());
        return Optional.empty();
    }
}
