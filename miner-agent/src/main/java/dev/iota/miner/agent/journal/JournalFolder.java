package dev.iota.miner.agent.journal;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.miner.agent.disk.EpochFolders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The journal of one stage on the miner's disk: a file for each step, {@code EPOCH-STEP}. */
public final class JournalFolder {
    private static final Pattern FILE = Pattern.compile("(\\d{6})-(\\d{8})");

    private final Path folder;

    /** @param folder which need not be there */
    public JournalFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * What a journal goes on with after a snapshot.
     *
     * @param point how far snapshot and journal go together
     * @param files of the steps in order; the last one may be of a step that is open
     * @param gradients in all of them
     * @param bytes of the last file that can be read
     */
    public record Continuation(SnapshotPoint point, List<Path> files, int gradients, long bytes) {
        public Continuation {
            files = List.copyOf(files);
        }
    }

    /** A step's file, which need not be there. */
    Path file(int epoch, int step) {
        return folder.resolve("%06d-%08d".formatted(epoch, step));
    }

    Path path() {
        return folder;
    }

    /**
     * Looks how far the journal goes on from a snapshot; changes nothing. A file of another device counts as none: bits
     * would differ. Of a step that is open everything is there that was said of it, or nothing of it counts.
     */
    public Continuation after(SnapshotPoint snapshot, JournalEntry.Opened opened) throws IOException {
        var files = new ArrayList<Path>();
        var gradients = 0;
        for (var step = snapshot.step() + 1; ; step++) {
            var file = file(snapshot.epoch(), step);
            var found = read(file, opened);
            if (found.taken()) {
                files.add(file);
                gradients += found.gradients();
                continue;
            }
            var open = found.damaged() ? 0 : found.gradients();
            if (open > 0) {
                files.add(file);
            }
            var point = new SnapshotPoint(snapshot.epoch(), snapshot.stage(), step - 1, open);
            return new Continuation(point, files, gradients + open, found.bytes());
        }
    }

    /** @param gradients that are in the step */
    private record Found(boolean taken, boolean damaged, int gradients, long bytes) {
        static final Found NOTHING = new Found(false, false, 0, 0);
    }

    private static Found read(Path path, JournalEntry.Opened opened) throws IOException {
        try (var file = JournalFile.open(path)) {
            var gradients = 0;
            var first = file.next();
            if (first.isEmpty() || !first.get().entry().equals(opened)) {
                return Found.NOTHING;
            }
            for (var line = file.next(); line.isPresent(); line = file.next()) {
                switch (line.get().entry()) {
                    case JournalEntry.Gradient _ -> gradients++;
                    case JournalEntry.Abandoned _ -> gradients = 0;
                    case JournalEntry.Taken _ -> {
                        return new Found(true, false, gradients, file.goodBytes());
                    }
                    case JournalEntry.Forward _, JournalEntry.Opened _ -> {}
                }
            }
            return new Found(false, file.isDamaged(), gradients, file.goodBytes());
        } catch (NoSuchFileException e) {
            return Found.NOTHING;
        }
    }

    /** Removes what does not go on from a snapshot, so that what comes next follows what can be read. */
    public void cut(Continuation continuation) throws IOException {
        remove(file -> !continuation.files().contains(file));
        if (continuation.point().open() > 0) {
            try (var file = FileChannel.open(continuation.files().getLast(), StandardOpenOption.WRITE)) {
                file.truncate(continuation.bytes());
            }
        }
    }

    /** Removes what is in a snapshot. */
    public void removeUpTo(SnapshotPoint snapshot) throws IOException {
        var last = file(snapshot.epoch(), snapshot.step());
        remove(file -> file.compareTo(last) <= 0);
    }

    /** Removes what comes after a step. */
    public void removeAfter(int epoch, int step) throws IOException {
        var last = file(epoch, step);
        remove(file -> file.compareTo(last) > 0);
    }

    public void clear() throws IOException {
        EpochFolders.remove(folder);
    }

    private void remove(Predicate<Path> which) throws IOException {
        try (var all = Files.list(folder)) {
            for (var file : all.filter(
                            path -> FILE.matcher(path.getFileName().toString()).matches())
                    .filter(which)
                    .toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // There is nothing to remove.
        }
    }
}
