package dev.iota.miner.agent.journal;

import dev.iota.miner.agent.journal.JournalFile.Line;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A journal whose sums are right and whose contents are not. */
public final class ForgedJournal {
    private ForgedJournal() {}

    /** Changes the first token of every input. */
    public static void changeInputs(Path file) throws IOException {
        var lines = read(file);
        for (var line : lines) {
            if (line.entry() instanceof JournalEntry.Forward) {
                line.body()[0] ^= 1;
            }
        }
        write(file, lines);
    }

    /** Appends all of its entries once more, as a second process with the same folder might. */
    public static void repeat(Path file) throws IOException {
        var lines = read(file);
        lines.addAll(List.copyOf(lines));
        write(file, lines);
    }

    private static List<Line> read(Path file) throws IOException {
        var lines = new ArrayList<Line>();
        try (var journal = JournalFile.open(file)) {
            for (var line = journal.next(); line.isPresent(); line = journal.next()) {
                lines.add(line.get());
            }
        }
        return lines;
    }

    private static void write(Path file, List<Line> lines) throws IOException {
        try (var journal = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (var line : lines) {
                JournalFile.write(journal, line);
            }
        }
    }
}
