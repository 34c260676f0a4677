package dev.iota.validator;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.score.EpochRecord;
import dev.iota.core.score.LedgerChain;
import dev.iota.core.score.LedgerEvidence;
import dev.iota.core.score.LedgerFiles;
import dev.iota.core.score.ScoreRules;
import dev.iota.core.score.StageReceipts;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Computes all ledgers of a folder again and prints a line for each. */
final class LedgerRecomputation {
    private static final int MOST_BYTES = 1 << 26;

    private final PrintWriter out;

    LedgerRecomputation(PrintWriter out) {
        this.out = out;
    }

    /**
     * Checks ledger after ledger and stops at the first that is wrong.
     *
     * @param folder with files as {@link LedgerFiles} names them
     * @param head what the newest ledger must hash to, if that is known
     * @return whether all follow from the receipts and verdicts beside them
     * @throws UnusableInputException if there is no such folder, or a file cannot be read
     */
    boolean recompute(Path folder, Optional<String> head) {
        var rules = text(folder.resolve(LedgerFiles.RULES));
        var count = count(folder);
        try {
            var chain = new LedgerChain(ScoreRules.read(rules));
            var newest = Optional.<String>empty();
            for (var epoch = 0; epoch < count; epoch++) {
                var text = text(folder.resolve(LedgerFiles.ledger(epoch)));
                var difference = chain.check(text, evidence(folder, epoch));
                if (difference.isPresent()) {
                    return wrong(difference.get());
                }
                newest = Optional.of(Sha256.hex(text));
                out.printf("ok     epoch %d  %s%n", epoch, newest.get());
            }
            return head.isEmpty()
                    || head.equals(newest)
                    || wrong("the newest ledger is %s, and not %s".formatted(newest.orElse("missing"), head.get()));
        } catch (MalformedException e) {
            return wrong(String.valueOf(e.getMessage()));
        }
    }

    private boolean wrong(String what) {
        out.printf("WRONG  %s%n", what);
        return false;
    }

    private static LedgerEvidence evidence(Path folder, int epoch) {
        var record = EpochRecord.read(text(folder.resolve(LedgerFiles.record(epoch))));
        var receipts = new HashMap<Integer, StageReceipts>();
        for (var file : receiptFiles(folder, epoch)) {
            var name = String.valueOf(file.getFileName());
            var stage = Integer.parseInt(name.substring(name.indexOf('-') + 1, name.indexOf('.')));
            receipts.put(stage, StageReceipts.read(text(file)));
        }
        return new LedgerEvidence(record, receipts);
    }

    private static List<Path> receiptFiles(Path folder, int epoch) {
        return list(folder.resolve(LedgerFiles.RECEIPTS), "%06d-\\d{1,6}\\.json".formatted(epoch));
    }

    /** How many ledgers there are; one that is missing among them is found when it is read. */
    private static int count(Path folder) {
        return list(folder.resolve(LedgerFiles.LEDGERS), "\\d{6}\\.json").stream()
                .map(file -> String.valueOf(file.getFileName()))
                .mapToInt(name -> Integer.parseInt(name.substring(0, name.indexOf('.'))) + 1)
                .max()
                .orElse(0);
    }

    private static List<Path> list(Path folder, String names) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches(names))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnusableInputException("the folder '%s' cannot be read: %s".formatted(folder, e), e);
        }
    }

    private static String text(Path file) {
        try {
            return BoundedFile.text(file, MOST_BYTES);
        } catch (NoSuchFileException e) {
            throw new UnusableInputException("there is no file '%s'".formatted(file), e);
        } catch (IOException e) {
            throw new UnusableInputException("the file '%s' cannot be read: %s".formatted(file, e), e);
        }
    }
}
