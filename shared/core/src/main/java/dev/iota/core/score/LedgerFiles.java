package dev.iota.core.score;

/** Names of the files of a folder that holds the ledgers of a run, and all that they follow from. */
public final class LedgerFiles {
    /** The {@link ScoreRules}. */
    public static final String RULES = "rules.json";

    /** The folder of the {@link EpochLedger}s. */
    public static final String LEDGERS = "ledger";

    /** The folder of the {@link StageReceipts}. */
    public static final String RECEIPTS = "receipts";

    private LedgerFiles() {}

    /** The {@link EpochLedger} of an epoch. */
    public static String ledger(int epoch) {
        return LEDGERS + "/%06d.json".formatted(epoch);
    }

    /** The {@link EpochRecord}: when it was published, and whose audits failed. */
    public static String record(int epoch) {
        return "verdicts/%06d.json".formatted(epoch);
    }

    /** The {@link StageReceipts}; there is no such file of a stage that published nothing. */
    public static String receipts(int epoch, int stage) {
        return RECEIPTS + "/%06d-%d.json".formatted(epoch, stage);
    }
}
