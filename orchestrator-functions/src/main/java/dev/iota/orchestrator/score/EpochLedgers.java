package dev.iota.orchestrator.score;

import dev.iota.core.audit.WatchRules;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.score.EpochLedger;
import dev.iota.core.score.LedgerComputation;
import dev.iota.core.score.LedgerEvidence;
import dev.iota.core.score.ScoreRules;
import dev.iota.core.score.StageReceipts;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The ledgers of a run: one for each epoch that is over and whose audits are settled, written once and in order. A
 * handler may die after any call: the next one computes the same bytes.
 */
public final class EpochLedgers {
    /** Ledgers of one look; more are left to the next one. */
    private static final int MOST = 20;

    private final Services services;
    private final LedgerObjects objects;
    private final Function<Run, SettledAudits> audits;
    private final EvidenceReader evidence;
    private final StructuredLog structuredLog = new StructuredLog(EpochLedgers.class);

    EpochLedgers(Services services, Function<Run, SettledAudits> audits) {
        this.services = services;
        this.objects = new LedgerObjects(services.objects());
        this.audits = audits;
        this.evidence = new EvidenceReader(services, objects, audits);
    }

    public static EpochLedgers of(Services services) {
        return new EpochLedgers(
                services, run -> new RecordedAudits(run.audits(), services.watches(), new WatchRules(run.spec())));
    }

    /** Stores what was accepted of a stage; the same once more changes nothing. */
    public StoredObject store(StageReceipts receipts) {
        return objects.write(receipts);
    }

    /** Writes what is due, unless something is in the way: training must not wait for it, and the sweep comes again. */
    public void tryToWrite(Run run) {
        try {
            write(run);
        } catch (RuntimeException e) {
            structuredLog.wrong("ledger not written", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Writes the ledgers that are due.
     *
     * @throws IllegalStateException if one of those before them is damaged
     */
    public void write(Run run) {
        var settled = audits.apply(run);
        var current = services.runs().get().orElseThrow().epoch();
        var first = written(current);
        for (var epoch = first; epoch < Math.min(current, first + MOST) && settled.isSettled(epoch); epoch++) {
            var ledger = next(run, epoch);
            if (objects.write(epoch, ledger.write())) {
                structuredLog.notable("ledger written", ledger.sha256(), "epoch", epoch);
            }
        }
    }

    /** How many ledgers there are, as far as {@code most}: they are written in order. */
    private int written(int most) {
        var count = most;
        while (count > 0 && !objects.exists(count - 1)) {
            count--;
        }
        return count;
    }

    private EpochLedger next(Run run, int epoch) {
        var computation = new LedgerComputation(ScoreRules.of(run.spec()));
        var read = evidence.read(run, epoch);
        return computation.next(read.record(), read.receipts(), earlier(computation, read, epoch));
    }

    /** The one before, and as many before that as count together with the epoch. */
    private List<EpochLedger> earlier(LedgerComputation computation, LedgerEvidence epoch, int number) {
        var ledgers = new ArrayList<EpochLedger>();
        for (var before = number - 1; before >= 0; before--) {
            var ledger = read(before);
            if (!ledgers.isEmpty() && !ledgers.getFirst().before().equals(ledger.sha256())) {
                throw new IllegalStateException(
                        "the ledger of epoch %d is not the one that the next one names".formatted(before));
            }
            ledgers.addFirst(ledger);
            if (!computation.counts(ledger.published(), epoch.record().published())) {
                break;
            }
        }
        return ledgers;
    }

    private EpochLedger read(int epoch) {
        return text(epoch)
                .map(EpochLedger::read)
                .orElseThrow(() -> new IllegalStateException("the ledger of epoch %d is gone".formatted(epoch)));
    }

    /** The text of a ledger; empty if it is not written yet. */
    public Optional<String> text(int epoch) {
        return objects.ledger(epoch);
    }

    /** What of an epoch that is over was accepted and is contained in what the run went on from, by stage. */
    public Map<Integer, StageReceipts> receipts(Run run, int epoch) {
        return evidence.receipts(run, epoch);
    }

    /** What the ledger of an epoch that is over follows from. */
    public LedgerEvidence evidence(Run run, int epoch) {
        return evidence.read(run, epoch);
    }
}
