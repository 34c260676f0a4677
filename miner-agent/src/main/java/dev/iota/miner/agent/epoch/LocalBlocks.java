package dev.iota.miner.agent.epoch;

import dev.iota.agent.home.BlockFile;
import dev.iota.agent.link.Published;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.disk.ShardFiles;
import dev.iota.miner.agent.disk.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blocks that are on the disk, of which nothing is known but where they may be. */
final class LocalBlocks {
    private final Published published;
    private final List<Path> states = new ArrayList<>();
    private final Path upload;
    private final UploadSpec uploaded;
    /** By section and block. */
    private final Map<Integer, Map<Integer, Merged>> merged = new HashMap<>();

    /** Blocks of the state itself, which was here before, that are not right any more. */
    private int damaged;

    private record Merged(Path file, long position) {}

    /**
     * @param published what is wanted
     * @param folders of the miner's epochs
     * @param before the epoch that has ended
     */
    LocalBlocks(RunSpec spec, int stage, Published published, EpochFolders folders, int before) throws IOException {
        this.published = published;
        var now = folders.of(before + 1, stage);
        states.add(now.state());
        var ended = before < 0 ? now : folders.of(before, stage);
        states.add(ended.state());
        this.upload = ended.upload();
        this.uploaded = spec.epochs()
                .upload(
                        spec.run(),
                        before,
                        stage,
                        published.checkpoint().layout().elements());
        try (var all = Files.list(ended.path())) {
            for (var shard : all.filter(path -> path.getFileName().toString().startsWith("shard-"))
                    .toList()) {
                shard(shard);
            }
        }
    }

    private void shard(Path folder) throws IOException {
        for (var section = 0; section < published.checkpoint().sections(); section++) {
            var result = ShardFiles.result(folder, section);
            if (result.isEmpty()) {
                continue;
            }
            var size = Files.size(result.get());
            var blocks = merged.computeIfAbsent(section, key -> new HashMap<>());
            var position = 0L;
            for (var block = ShardFiles.firstBlock(result.get()); position < size; block++) {
                blocks.put(block, new Merged(result.get(), position));
                position += published.bytes(block);
            }
        }
    }

    int damaged() {
        return damaged;
    }

    Optional<byte[]> find(int section, int block) throws IOException {
        var position = published.position(section, block);
        var state = states.getFirst();
        if (isThere(state, position + published.bytes(block))
                && right(state, position, section, block).isEmpty()) {
            damaged++;
        }
        return search(section, block);
    }

    private static boolean isThere(Path file, long end) throws IOException {
        try {
            return Files.size(file) >= end;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Optional<byte[]> search(int section, int block) throws IOException {
        var own = merged.getOrDefault(section, Map.of()).get(block);
        if (own != null) {
            var bytes = right(own.file(), own.position(), section, block);
            if (bytes.isPresent()) {
                return bytes;
            }
        }
        for (var state : states) {
            var bytes = right(state, published.position(section, block), section, block);
            if (bytes.isPresent()) {
                return bytes;
            }
        }
        // Where a single upload of weights is published as it is.
        return right(Spool.part(upload, uploaded.part(section, block)), uploaded.offsetInPart(block), section, block);
    }

    private Optional<byte[]> right(Path file, long position, int section, int block) throws IOException {
        var length = published.bytes(block);
        return isThere(file, position + length)
                ? Optional.of(BlockFile.read(file, position, length))
                        .filter(bytes -> published.isRight(section, block, bytes))
                : Optional.empty();
    }
}
