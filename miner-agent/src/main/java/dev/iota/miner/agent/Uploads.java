package dev.iota.miner.agent;

import dev.iota.core.wire.Event;
import dev.iota.core.wire.Sha256;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Work;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;

/** Stores the stage's weights when it is told to: takes the last step, copies the weights to a file, sends its parts from there. */
final class Uploads {
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final StageEngine engine;
    private final Objects objects;
    private final EventSender events;
    private final Publisher publisher;
    private final Duration margin;
    private final Logger log;

    /**
     * @param folder of the run in the miner's home
     * @param margin how long a URL outlives its lease
     */
    Uploads(
            Path folder,
            StageEngine engine,
            Objects objects,
            EventSender events,
            Publisher publisher,
            Duration margin,
            Logger log) {
        this.folder = folder;
        this.engine = engine;
        this.objects = objects;
        this.events = events;
        this.publisher = publisher;
        this.margin = margin;
        this.log = log;
    }

    /**
     * Finishes the open step and uploads. The snapshot beforehand lets a restarted miner answer the same lease with the same bytes. The
     * device's thread calls this and goes on when the file is written.
     */
    void upload(Work.Upload work, Steps steps) throws InterruptedException {
        steps.finish();
        steps.snapshotNow();
        var taken = steps.open().number() - 1;
        try {
            OwnerOnly.directories(folder);
            var file = Files.createTempFile(folder, "upload-", ".bin");
            long bytes;
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                FlatTensors.write(engine.state().weights(), channel);
                bytes = channel.size();
            }
            var asked = work.parts().stream().mapToLong(Sink::bytes).sum();
            if (asked != bytes) {
                log.error("the upload asks for {} bytes and the stage's weights have {}: it is not done", asked, bytes);
                Files.delete(file);
                return;
            }
            log.info("uploading the weights after step {} of epoch {}: {} bytes", taken, work.epoch(), bytes);
            publisher.run(() -> send(work, file, taken));
        } catch (IOException e) {
            log.error("the weights could not be written to {}, check the disk: {}", folder, e.toString());
        }
    }

    private void send(Work.Upload work, Path file, int taken) throws InterruptedException {
        try {
            var hashes = new ArrayList<String>();
            var from = 0L;
            for (var part : work.parts()) {
                hashes.add(sha256(file, from, part.bytes()));
                objects.put(
                        part,
                        BlockFile.part(file, from, part.bytes()),
                        work.until().plus(margin));
                from += part.bytes();
            }
            events.send(new Event.Uploaded(
                    work.run(), work.epoch(), work.stage(), work.lease(), List.copyOf(hashes), taken));
            log.info("the weights after step {} are uploaded", taken);
        } catch (TooLateException e) {
            log.warn("the upload is given up: {}", e.getMessage());
        } catch (IOException e) {
            log.error("the upload is given up, check the disk: {}", e.toString());
        } finally {
            delete(file);
        }
    }

    private void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} could not be deleted: {}", file, e.toString());
        }
    }

    private static String sha256(Path file, long from, long length) throws IOException {
        var digest = Sha256.digest();
        var buffer = new byte[BUFFER];
        try (var in = BlockFile.open(file, from, length)) {
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
