package dev.iota.core.audit;

import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.TokenEvidence;
import java.util.List;

/**
 * A receipt for whoever wants to verify it: {@code receipt.json} in a folder with its tokens. A document.
 *
 * @param spec the run
 * @param receipt of a completed microbatch
 * @param steps that it is contained in and that count, as their miners signed them
 * @param tokens of its position; every URL is the name of a file in the folder
 * @param audits stages whose hop was audited and whose evidence is still there: each in a folder beside it, named by
 *     {@link #audit}, as {@link AuditExport} says
 */
public record ReceiptExport(
        RunSpec spec, Microbatch receipt, List<SignedEvent> steps, TokenEvidence tokens, List<Integer> audits) {
    /** The file that this is the text of. */
    public static final String FILE = "receipt.json";

    public ReceiptExport {
        steps = List.copyOf(steps);
        audits = List.copyOf(audits);
    }

    /** The folder of a stage's audit. */
    public static String audit(int stage) {
        return "audit-%d".formatted(stage);
    }
}
