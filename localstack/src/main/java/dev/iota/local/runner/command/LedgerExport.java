package dev.iota.local.runner.command;

import dev.iota.core.score.LedgerFiles;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.orchestrator.admin.ScoreBooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/** Writes ledgers, and all that they follow from, into a folder where anybody can compute them again. */
final class LedgerExport {
    private final Path folder;

    LedgerExport(Path folder) {
        this.folder = folder;
    }

    /** @param done is given the number of ledgers that are written */
    void write(ScoreBooks books, List<String> ledgers, IntConsumer done) {
        write(LedgerFiles.RULES, books.rules().write());
        for (var epoch = 0; epoch < ledgers.size(); epoch++) {
            var evidence = books.evidence(epoch);
            write(LedgerFiles.ledger(epoch), ledgers.get(epoch));
            write(LedgerFiles.record(epoch), evidence.record().write());
            var at = epoch;
            evidence.receipts().forEach((stage, receipts) -> write(LedgerFiles.receipts(at, stage), receipts.write()));
            done.accept(epoch + 1);
        }
    }

    private void write(String name, String text) {
        var file = folder.toAbsolutePath().resolve(name);
        try {
            Files.createDirectories(file.resolveSibling("").normalize());
        } catch (IOException e) {
            throw new RunnerException(e, "cannot make the folder of %s: %s", file, e);
        }
        RunFolder.replace(file, text);
    }
}
