package dev.iota.miner.agent.journal;

import dev.iota.agent.home.PrivateFiles;
import dev.iota.core.base.FileReason;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.journal.JournalFile.Line;
import dev.iota.miner.agent.step.HopInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Writes down what the steps of a miner are computed from, before the miner says that it has computed it. A thread of
 * its own writes what has come in the meantime and has the disk keep it, all at once, while the device works.
 *
 * <p>A disk that fails costs the journal of one step: its file is removed, and the next step begins another. Until a
 * snapshot is behind that step, a crash would lose what came after it.
 */
public final class Journal {
    private static final byte[] NOTHING = {};

    private final JournalFolder folder;
    private final JournalEntry.Opened opened;
    private final boolean on;
    private final ThreadFactory threads;
    private final Logger log;
    private List<Placed> waiting = new ArrayList<>();
    private CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);
    private boolean writing;

    // Those below belong to the writing thread.
    private @Nullable FileChannel file;
    private Place place = new Place(-1, 0);
    private boolean failed;

    private record Place(int epoch, int step) {}

    private record Placed(Place place, Line line) {}

    /** @param opened what each file begins with */
    public Journal(MinerContext context, JournalFolder folder, JournalEntry.Opened opened) {
        this.folder = folder;
        this.opened = opened;
        // A gradient that is accumulated over a whole epoch has no snapshot to go on from.
        this.on = !context.spec().epochs().isStepOfMerge();
        this.threads = context.threads();
        this.log = context.log();
    }

    /** A forward of a step is being computed. */
    public void forward(int epoch, int step, long microbatch, HopInput input) {
        if (on) {
            add(epoch, step, new Line(JournalEntry.Forward.of(microbatch, input), JournalEntry.Forward.body(input)));
        }
    }

    /**
     * The gradient of a microbatch is in the step that its event names.
     *
     * @param payload of the gradient that it came from; none at the tail
     */
    public void gradient(StepEntry entry, long positionsSeed, Event.BackwardDone event, Optional<byte[]> payload) {
        add(
                event.epoch(),
                event.step(),
                new Line(new JournalEntry.Gradient(entry, positionsSeed, event), payload.orElse(NOTHING)));
    }

    /** A step was taken. */
    public void taken(Event.StepDone event) {
        add(event.epoch(), event.step(), new Line(new JournalEntry.Taken(event), NOTHING));
    }

    /** What has joined a step so far is given up. */
    public void abandoned(int epoch, int step) {
        add(epoch, step, new Line(new JournalEntry.Abandoned(), NOTHING));
    }

    private synchronized void add(int epoch, int step, Line line) {
        if (!on) {
            return;
        }
        if (waiting.isEmpty()) {
            kept = new CompletableFuture<>();
        }
        waiting.add(new Placed(new Place(epoch, step), line));
        if (!writing) {
            writing = true;
            threads.newThread(this::writeAll).start();
        }
    }

    /**
     * Done when the disk has everything that was written down so far, or the journal of a step was given up for a disk
     * that fails.
     */
    public synchronized CompletableFuture<Void> kept() {
        return kept;
    }

    private void writeAll() {
        while (true) {
            List<Placed> batch;
            CompletableFuture<Void> done;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    writing = false;
                    return;
                }
                batch = waiting;
                waiting = new ArrayList<>();
                done = kept;
            }
            try {
                write(batch);
                done.complete(null);
            } catch (IOException e) {
                // Who says now what is in no file would be taken at its word after a crash.
                done.completeExceptionally(e);
                throw new UncheckedIOException(e);
            }
        }
    }

    private void write(List<Placed> batch) throws IOException {
        for (var placed : batch) {
            if (!placed.place().equals(place)) {
                sync();
                close();
                place = placed.place();
                failed = false;
            }
            if (!failed) {
                attempt(() -> JournalFile.write(current(), placed.line()));
            }
        }
        sync();
    }

    private void sync() throws IOException {
        if (file != null) {
            attempt(() -> current().force(false));
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    /** @throws IOException if the file can be neither written nor removed */
    private void attempt(Writing part) throws IOException {
        try {
            part.run();
        } catch (IOException e) {
            failed = true;
            log.warn(
                    "the journal of step {} of epoch {} is given up, a crash would lose that step: {}",
                    place.step(),
                    place.epoch(),
                    FileReason.of(e));
            close();
            Files.deleteIfExists(folder.file(place.epoch(), place.step()));
        }
    }

    private FileChannel current() throws IOException {
        var open = file;
        if (open == null) {
            PrivateFiles.directories(folder.path());
            open = FileChannel.open(
                    folder.file(place.epoch(), place.step()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
            file = open;
            if (open.size() == 0) {
                JournalFile.write(open, new Line(opened, NOTHING));
                PrivateFiles.sync(folder.path());
            }
        }
        return open;
    }

    private void close() {
        var open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.debug("a file of the journal is not closed: {}", FileReason.of(e));
            }
        }
    }
}
