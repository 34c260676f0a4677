package dev.iota.miner.agent.snapshot;

import dev.iota.agent.home.PrivateFiles;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.journal.JournalFolder;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * Snapshots of one run on the miner's disk: {@code stage-N/snapshot-K} with K counting up. One appears by a rename,
 * after its bytes and their hashes are on the disk; the one before stays until then. A torn one is recognised by its
 * hashes, and the one before it is used.
 */
public final class SnapshotStore {
    static final String WEIGHTS = "weights.bin";
    static final String MOMENTS = "moments.bin";
    static final String GRADIENTS = "gradients.bin";

    private static final String META = "meta.json";
    private static final String MANIFEST = "manifest.json";
    private static final String DRAFT = "draft";
    private static final String JOURNAL = "journal";
    private static final Pattern STAGE = Pattern.compile("stage-\\d{1,6}");
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot-(\\d{1,18})");
    private static final int MOST_MANIFEST_BYTES = 1 << 16;
    /** Ids and answers of one epoch. */
    private static final int MOST_META_BYTES = 1 << 28;

    private static final int KEPT = 2;
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final Logger log;

    /** @param folder of the run in the miner's home */
    public SnapshotStore(Path folder, Logger log) {
        this.folder = folder;
        this.log = log;
    }

    /** A complete snapshot. */
    public record Stored(Path folder, SnapshotMeta meta) {
        Path file(String name) {
            return folder.resolve(name);
        }
    }

    /** Lengths and hashes of a snapshot's files. */
    private record Manifest(Map<String, Entry> files) {
        private record Entry(long bytes, String sha256) {}
    }

    /** The newest snapshot of any stage whose hashes are right. */
    public Optional<Stored> newest() throws IOException {
        for (var candidate : snapshots().reversed()) {
            try {
                return Optional.of(new Stored(candidate, verified(candidate)));
            } catch (IOException | MalformedException e) {
                log.warn("the snapshot {} is not used: {}", candidate, e.getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * How far the newest snapshot goes, as it says itself: nothing but that is read.
     *
     * @throws MalformedException if it cannot be read
     */
    public Optional<SnapshotPoint> newestPoint() throws IOException {
        var all = snapshots();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(meta(all.getLast()).point());
    }

    Path draftFolder(int stage) {
        return folder.resolve("stage-" + stage).resolve(DRAFT);
    }

    /** Begins a snapshot of a stage: an empty folder, which {@link #commit} makes a snapshot. */
    Path draft(int stage) throws IOException {
        var draft = draftFolder(stage);
        EpochFolders.remove(draft);
        PrivateFiles.directories(draft);
        return draft;
    }

    /** Makes a snapshot of what was written into a draft; takes as long as the disk does. */
    void commit(Path draft, SnapshotMeta meta) throws IOException {
        Files.writeString(draft.resolve(META), Json.write(meta));
        var entries = new TreeMap<String, Manifest.Entry>();
        for (var name : List.of(WEIGHTS, MOMENTS, GRADIENTS, META)) {
            var file = draft.resolve(name);
            sync(file);
            entries.put(name, new Manifest.Entry(Files.size(file), sha256(file)));
        }
        var manifest = draft.resolve(MANIFEST);
        Files.writeString(manifest, Json.write(new Manifest(entries)));
        sync(manifest);
        PrivateFiles.sync(draft);

        var before = snapshots();
        var number = before.isEmpty() ? 1 : number(before.getLast()) + 1;
        var stage = folder.resolve("stage-" + meta.stage());
        Files.move(draft, stage.resolve("snapshot-%08d".formatted(number)), StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.sync(stage);
        for (var old : before.subList(0, Math.max(0, before.size() + 1 - KEPT))) {
            EpochFolders.remove(old);
        }
    }

    /** Removes every snapshot and every journal: the run goes on without what they hold. */
    public void clear() throws IOException {
        for (var stage : stages()) {
            EpochFolders.remove(stage.resolve(JOURNAL));
        }
        for (var old : snapshots()) {
            EpochFolders.remove(old);
        }
    }

    /** What goes on where the snapshots of a stage end. */
    public JournalFolder journal(int stage) {
        return new JournalFolder(folder.resolve("stage-" + stage).resolve(JOURNAL));
    }

    /** How far a stage's oldest snapshot goes, as it says itself; empty if it cannot be read. */
    Optional<SnapshotPoint> oldestPoint() throws IOException {
        try {
            var all = snapshots();
            return all.isEmpty()
                    ? Optional.empty()
                    : Optional.of(meta(all.getFirst()).point());
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Snapshots of all stages, oldest first. */
    private List<Path> snapshots() throws IOException {
        var all = Stream.<Path>builder();
        for (var stage : stages()) {
            inside(stage, SNAPSHOT).forEach(all);
        }
        return all.build()
                .sorted(Comparator.comparingLong(SnapshotStore::number))
                .toList();
    }

    private List<Path> stages() throws IOException {
        try {
            return inside(folder, STAGE);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static List<Path> inside(Path folder, Pattern name) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(
                            path -> name.matcher(path.getFileName().toString()).matches())
                    .toList();
        }
    }

    private static long number(Path snapshot) {
        var matcher = SNAPSHOT.matcher(snapshot.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static SnapshotMeta verified(Path snapshot) throws IOException {
        var manifest = Json.read(BoundedFile.text(snapshot.resolve(MANIFEST), MOST_MANIFEST_BYTES), Manifest.class);
        for (var name : List.of(WEIGHTS, MOMENTS, GRADIENTS, META)) {
            var declared = manifest.files().get(name);
            var file = snapshot.resolve(name);
            if (declared == null
                    || Files.size(file) != declared.bytes()
                    || !sha256(file).equals(declared.sha256())) {
                throw new MalformedException("%s is not what the manifest says".formatted(name));
            }
        }
        return meta(snapshot);
    }

    private static SnapshotMeta meta(Path snapshot) throws IOException {
        return SnapshotMeta.read(BoundedFile.text(snapshot.resolve(META), MOST_META_BYTES));
    }

    private static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static String sha256(Path file) throws IOException {
        var digest = Sha256.digest();
        var buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(ByteBuffer.wrap(buffer, 0, count));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
