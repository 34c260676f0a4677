package dev.iota.miner.agent.disk;

import dev.iota.agent.home.PrivateFiles;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.plan.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * What a miner keeps of one shard: fetched blocks, and the result with its place in the names of its files. Safe for
 * several threads.
 */
public final class ShardFiles {
    private static final String RESULT = "result-";

    private final Path folder;
    private final Semaphore inFlight;
    private final ThreadFactory threads;
    private final Map<String, ShardColumn> columns = new HashMap<>();
    private volatile boolean owned = true;

    /** @param inFlight bounds the pieces that are under way at one time */
    public ShardFiles(Path folder, Semaphore inFlight, ThreadFactory threads) throws IOException {
        PrivateFiles.directories(folder);
        this.folder = folder;
        this.inFlight = inFlight;
        this.threads = threads;
    }

    /** @param name SHA-256 of the manifest or checkpoint that the blocks are of */
    public synchronized ShardColumn column(String name, int section, Shard shard, BlockLayout layout, Codec codec) {
        var file = "%s-%d.bin".formatted(name, section);
        return columns.computeIfAbsent(
                file, key -> new ShardColumn(folder.resolve(key), shard, layout, codec, inFlight, threads));
    }

    /** Whether this miner owns the shard, which only a plan says; until one was read it is taken for granted. */
    public boolean isOwned() {
        return owned;
    }

    public void ownedBy(boolean me) {
        owned = me;
    }

    Path result(int section, int firstBlock) {
        return folder.resolve("%s%d-%d.f32".formatted(RESULT, section, firstBlock));
    }

    /** A section of the result, if this miner merged the shard, also before a restart. */
    public Optional<Path> result(int section) throws IOException {
        return result(folder, section);
    }

    /** As {@link #result(int)}, of a shard's folder. */
    public static Optional<Path> result(Path folder, int section) throws IOException {
        try (var files = Files.list(folder)) {
            var prefix = "%s%d-".formatted(RESULT, section);
            return files.filter(file -> {
                        var name = file.getFileName().toString();
                        return name.startsWith(prefix) && name.endsWith(".f32");
                    })
                    .findFirst();
        }
    }

    /** First block of a section of the result. */
    public static int firstBlock(Path result) {
        var name = result.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1, name.lastIndexOf('.')));
    }
}
