package dev.iota.local.cloud.count;

import dev.iota.cloud.count.CallBook;
import dev.iota.cloud.count.CallCounts;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counts of a run on this machine, in a file that a later start goes on with. A process that is killed loses what
 * it counted in the last seconds: counts are for people, and nothing waits for them.
 */
public final class CallFile {
    private static final Logger LOG = LoggerFactory.getLogger(CallFile.class);
    private static final String NAME = "calls.json";
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Path folder;
    private final CallBook book;
    private final Thread thread;

    private CallFile(Path folder, CallBook book) {
        this.folder = folder;
        this.book = book;
        this.thread = Thread.ofVirtual().name("calls").unstarted(this::run);
    }

    /** Goes on with what the folder holds, and writes from time to time. */
    public static CallFile start(Path folder, Clock clock) {
        var book = read(folder).map(before -> new CallBook(clock, before)).orElseGet(() -> new CallBook(clock));
        var file = new CallFile(folder, book);
        file.thread.start();
        return file;
    }

    /** What was counted in the cloud of this folder; empty if nothing was, or the file cannot be read. */
    public static Optional<CallCounts> read(Path folder) {
        var file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(Files.readString(file), CallCounts.class));
        } catch (IOException e) {
            return damaged(file, FileReason.of(e));
        } catch (MalformedException e) {
            return damaged(file, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<CallCounts> damaged(Path file, String reason) {
        LOG.warn("{} cannot be read, and counting begins anew: {}", file, reason);
        return Optional.empty();
    }

    public CallBook book() {
        return book;
    }

    /** Writes for the last time. */
    public void stop() {
        thread.interrupt();
        write();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                return;
            }
            write();
        }
    }

    private synchronized void write() {
        var next = folder.resolve(NAME + ".new");
        try {
            Files.writeString(next, Json.write(book.counts()));
            Files.move(next, folder.resolve(NAME), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("the counts of calls could not be written: {}", FileReason.of(e));
        }
    }
}
