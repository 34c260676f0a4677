package dev.iota.miner.agent;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.miner.agent.journal.JournalEntry;
import dev.iota.miner.agent.journal.JournalFolder;
import dev.iota.miner.agent.snapshot.SnapshotStore;
import java.io.IOException;
import java.util.Optional;

/**
 * What a miner's disk holds of its run.
 *
 * @param snapshot the newest that can be read
 * @param journal how far that goes on
 */
record Kept(SnapshotStore.Stored snapshot, JournalFolder.Continuation journal) {

    /** @param device what has to be the same for the same bits */
    static Optional<Kept> read(SnapshotStore store, String device) throws IOException {
        var newest = store.newest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        var meta = newest.get().meta();
        var journal = store.journal(meta.stage()).after(meta.point(), new JournalEntry.Opened(meta.model(), device));
        return Optional.of(new Kept(newest.get(), journal));
    }

    /** How far both go together. */
    SnapshotPoint point() {
        return journal.point();
    }
}
