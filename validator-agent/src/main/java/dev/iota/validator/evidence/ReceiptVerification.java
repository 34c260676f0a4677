package dev.iota.validator.evidence;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.OtherDataException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.HopObjects;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.AuditExport;
import dev.iota.core.audit.ReceiptCheck;
import dev.iota.core.audit.ReceiptExport;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** Verifies a receipt that was exported to a folder: who signed it, its tokens, and the hops that can be done again. */
public final class ReceiptVerification {
    private static final int MOST_BYTES = 1 << 24;

    private final Path folder;
    private final ReceiptExport export;
    private final PrintWriter out;

    /**
     * @param file {@code receipt.json}; the rest lies beside it
     * @throws MalformedException if it is no exported receipt
     */
    public ReceiptVerification(Path file, PrintWriter out) throws IOException {
        this.folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        this.export = Json.read(BoundedFile.text(file, MOST_BYTES), ReceiptExport.class);
        this.out = out;
    }

    /**
     * Prints what is found of it.
     *
     * @return whether the miner of every stage signed its hop, and every audit gives what its verdicts say
     * @throws MalformedException if something contradicts what was signed
     */
    public boolean verify(AuditBars bars, String device, int threads) throws IOException, InterruptedException {
        var check = new ReceiptCheck(export);
        var receipt = export.receipt();
        out.printf(
                Locale.ROOT,
                "microbatch %d of the run '%s', epoch %d: position %d of the data plan, loss %s%n",
                receipt.id(),
                export.spec().run(),
                receipt.epoch(),
                receipt.position(),
                receipt.loss().map(String::valueOf).orElse("none"));
        tokens();
        var whole = true;
        for (var found : check.hops()) {
            whole &= found.step().isPresent();
            out.println(tell(found));
        }
        for (var stage : export.audits()) {
            out.printf("the hop of stage %d again:%n", stage);
            var repetition = new AuditRepetition(
                    folder.resolve(ReceiptExport.audit(stage)).resolve(AuditExport.FILE), out);
            check.require(stage, repetition.export());
            whole &= repetition.repeat(bars, device, threads);
        }
        return whole;
    }

    private void tokens() throws InterruptedException {
        try {
            new HopObjects(export.spec(), new FolderObjects(folder)).planned(export.tokens(), Instant.MAX);
        } catch (InputBadException | TooLateException | OtherDataException e) {
            throw new MalformedException("the tokens in %s are not shown: %s".formatted(folder, e.getMessage()), e);
        }
        out.printf(
                "tokens: those of the data whose manifest has the SHA-256 %s%n",
                export.spec().data().orElseThrow());
    }

    private static String tell(ReceiptCheck.Found found) {
        var miner = found.hop().hotkey().address();
        return found.step()
                .map(step -> "stage %d: %s signed step %d with it, computed from what its neighbours stored"
                        .formatted(found.stage(), miner, step.step()))
                .orElseGet(() -> "stage %d: NO STEP of %s with it is on record".formatted(found.stage(), miner));
    }
}
