package dev.iota.miner.agent.journal;

import dev.iota.miner.agent.journal.JournalFile.Line;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;

/** A journal whose sums are right and whose contents are not. */
public final class ForgedJournal {
    private ForgedJournal() {}

    /** Changes the first token of every input. */
    public static void changeInputs(Path file) throws IOException {
        var lines = new ArrayList<Line>();
        try (var journal = JournalFile.open(file)) {
            for (var line = journal.next(); line.isPresent(); line = journal.next()) {
                var body = line.get().body();
                if (line.get().entry() instanceof JournalEntry.Forward) {
                    body[0] ^= 1;
                }
                lines.add(new Line(line.get().entry(), body));
            }
        }
        try (var journal = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (var line : lines) {
                JournalFile.write(journal, line);
            }
        }
    }
}
