package dev.iota.core.api;

/**
 * What became of the audits of a run. The share of the work that was really audited is {@code passed + confirmed}; what
 * lapsed was drawn, and nobody looked.
 *
 * @param drawn so far
 * @param open of these, those that are not decided
 * @param passed found right
 * @param confirmed found wrong, by as many validators as the run asks for
 * @param disputed of the decided and open ones, those about which validators disagreed
 * @param lapsed not decided in time, or not to be judged
 * @param validatorSeconds that validators were busy with their verdicts
 * @param minerSeconds that the miners were busy with what these verdicts are about
 * @param evidenceBytes of the objects that were kept for audits, those removed since among them
 * @param otherData those whose tokens are not what the run's data plan names, as a validator says: a fault of the run,
 *     and of no miner
 */
public record AuditCounts(
        long drawn,
        long open,
        long passed,
        long confirmed,
        long disputed,
        long lapsed,
        double validatorSeconds,
        double minerSeconds,
        long evidenceBytes,
        long otherData) {
    /** Before anything is drawn. */
    public static final AuditCounts NONE = new AuditCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
