package dev.iota.miner.agent.disk;

import dev.iota.agent.home.PrivateFiles;
import dev.iota.core.base.FileReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.slf4j.Logger;

/**
 * What a miner keeps of the epochs of a run, {@code epochs/E/stage-S}: the state that the epoch started from, its own
 * upload, the shards that it inspects and merges. An epoch's folder goes when a later one begins.
 */
public final class EpochFolders {
    private static final String MODEL = "model";
    private static final Pattern EPOCH = Pattern.compile("\\d{1,9}");

    private final Path folder;
    private final Logger log;

    /** @param run folder of the run in the miner's home */
    public EpochFolders(Path run, Logger log) {
        this.folder = run.resolve("epochs");
        this.log = log;
    }

    /** One stage in one epoch. */
    public record EpochFolder(Path path) {
        /** Sections of the state that the epoch started from, float32, little-endian, one after the other. */
        public Path state() {
            return path.resolve("state.f32");
        }

        /** Folder of the miner's own upload. */
        public Path upload() {
            return path.resolve("upload");
        }

        /** Folder of the upload of a miner that leaves before the epoch is over: it may come back, and have more. */
        public Path earlyUpload() {
            return path.resolve("early-upload");
        }

        /** Folder of a shard: what was fetched of it, and its result. */
        public Path shard(int index) {
            return path.resolve("shard-%d".formatted(index));
        }
    }

    /** Empties everything if it was kept for another model. */
    public void claim(String fingerprint) throws IOException {
        PrivateFiles.directories(folder);
        var mark = folder.resolve(MODEL);
        if (!Files.exists(mark) || !Files.readString(mark).equals(fingerprint)) {
            removeBefore(Integer.MAX_VALUE);
            PrivateFiles.replace(mark, fingerprint);
        }
    }

    /** The folder of a stage in an epoch, which is there. */
    public EpochFolder of(int epoch, int stage) throws IOException {
        var path = folder.resolve(Integer.toString(epoch)).resolve("stage-%d".formatted(stage));
        PrivateFiles.directories(path);
        return new EpochFolder(path);
    }

    /** Removes what is kept of earlier epochs; what is still being written there goes the next time. */
    public void removeBefore(int epoch) throws IOException {
        try (var all = Files.list(folder)) {
            for (var path : all.toList()) {
                var name = path.getFileName().toString();
                if (EPOCH.matcher(name).matches() && Integer.parseInt(name) < epoch) {
                    removeIfIdle(path);
                }
            }
        }
    }

    private void removeIfIdle(Path epoch) {
        try {
            remove(epoch);
        } catch (IOException e) {
            log.info("{} is not removed yet: {}", epoch, FileReason.of(e));
        }
    }

    /** Removes a folder with all that is in it. */
    public static void remove(Path path) throws IOException {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // There is nothing to remove.
        }
    }
}
