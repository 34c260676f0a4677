package dev.iota.core.score;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes ledgers again from what they follow from, one after the other, and says where the first one differs. */
public final class LedgerChain {
    private final ScoreRules rules;
    private final LedgerComputation computation;
    private final List<EpochLedger> earlier = new ArrayList<>();
    private int next;

    public LedgerChain(ScoreRules rules) {
        this.rules = rules;
        this.computation = new LedgerComputation(rules);
    }

    /**
     * Checks the ledger of the next epoch, from epoch 0 on.
     *
     * @return what is the first thing that is not what follows from the evidence; empty if the text is right to the
     *     byte
     */
    public Optional<String> check(String text, LedgerEvidence evidence) {
        var foreign = foreign(evidence);
        if (foreign.isPresent()) {
            return foreign;
        }
        var computed = computation.next(evidence.record(), evidence.receipts(), earlier);
        var expected = computed.write();
        if (!expected.equals(text)) {
            return Optional.of("ledger %d: %s".formatted(next, difference(expected, text)));
        }
        add(computed);
        return Optional.empty();
    }

    /** Adds a ledger that is right: the next ones build on it. */
    private void add(EpochLedger ledger) {
        earlier.removeIf(old -> !computation.counts(old.published(), ledger.published()));
        earlier.add(ledger);
        next++;
    }

    private Optional<String> foreign(LedgerEvidence evidence) {
        var record = evidence.record();
        if (!record.run().equals(rules.run()) || record.epoch() != next) {
            return Optional.of("the record of epoch %d says that it is of epoch %d of the run %s; wanted the run %s"
                    .formatted(next, record.epoch(), record.run(), rules.run()));
        }
        for (var entry : evidence.receipts().entrySet()) {
            var receipts = entry.getValue();
            if (!receipts.run().equals(rules.run())
                    || receipts.epoch() != next
                    || receipts.stage() != entry.getKey()
                    || receipts.stage() >= rules.model().stages()) {
                return Optional.of(
                        "the receipts of stage %d of epoch %d say that they are of stage %d of epoch %d of the"
                                        .formatted(entry.getKey(), next, receipts.stage(), receipts.epoch())
                                + " run %s; the run %s has %d stages"
                                        .formatted(
                                                receipts.run(),
                                                rules.run(),
                                                rules.model().stages()));
            }
        }
        return Optional.empty();
    }

    private static String difference(String expected, String text) {
        try {
            return JsonDifference.first(Json.read(expected, JsonNode.class), Json.read(text, JsonNode.class))
                    .orElse("it is not in canonical JSON: no spaces, and fields in their order");
        } catch (MalformedException e) {
            return "it cannot be read: " + e.getMessage();
        }
    }
}
