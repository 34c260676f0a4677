package dev.iota.orchestrator.admin;

import dev.iota.core.score.LedgerChain;
import dev.iota.core.score.LedgerEvidence;
import dev.iota.core.score.ScoreRules;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.score.EpochLedgers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** What the miners of a run earned, and what that follows from. */
public final class ScoreBooks {
    private final Runs runs;
    private final EpochLedgers ledgers;

    public ScoreBooks(Services services, Runs runs) {
        this.runs = runs;
        this.ledgers = EpochLedgers.of(services);
    }

    /** What scores are computed by. */
    public ScoreRules rules() {
        return ScoreRules.of(runs.current().spec());
    }

    /** The texts of all ledgers that are written, from the first epoch on. */
    public List<String> texts() {
        var texts = new ArrayList<String>();
        for (var text = ledgers.text(0); text.isPresent(); text = ledgers.text(texts.size())) {
            texts.add(text.get());
        }
        return texts;
    }

    /** What the ledger of an epoch follows from, as the tables and the receipts have it. */
    public LedgerEvidence evidence(int epoch) {
        return ledgers.evidence(runs.current(), epoch);
    }

    /**
     * Computes every ledger again.
     *
     * @return the first thing that does not follow; empty if all are right to the byte
     */
    public Optional<String> check(List<String> texts) {
        return check(texts, checked -> {});
    }

    /**
     * The same, and tells how far it is.
     *
     * @param done is given the number of ledgers that are checked
     */
    public Optional<String> check(List<String> texts, IntConsumer done) {
        var chain = new LedgerChain(rules());
        for (var epoch = 0; epoch < texts.size(); epoch++) {
            var difference = chain.check(texts.get(epoch), evidence(epoch));
            if (difference.isPresent()) {
                return difference;
            }
            done.accept(epoch + 1);
        }
        return Optional.empty();
    }
}
