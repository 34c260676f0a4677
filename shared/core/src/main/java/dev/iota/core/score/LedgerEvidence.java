package dev.iota.core.score;

import java.util.Map;

/**
 * What a ledger follows from, besides the ledgers before it.
 *
 * @param receipts by stage, of those stages that published something
 */
public record LedgerEvidence(EpochRecord record, Map<Integer, StageReceipts> receipts) {
    public LedgerEvidence {
        receipts = Map.copyOf(receipts);
    }
}
