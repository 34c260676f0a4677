package dev.iota.miner.agent.disk;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.upload.BlockWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes a merged shard to the disk, one file for each section. A file that is there is complete. */
public final class ResultWriter implements BlockWriter, AutoCloseable {
    private final List<Path> targets = new ArrayList<>();
    private final List<DigestOutputStream> outs = new ArrayList<>();

    public ResultWriter(ShardFiles files, Shard shard, int sections) throws IOException {
        for (var section = 0; section < sections; section++) {
            var target = files.result(section, shard.firstBlock());
            targets.add(target);
            outs.add(open(target));
        }
    }

    private static DigestOutputStream open(Path target) throws IOException {
        return new DigestOutputStream(Files.newOutputStream(draft(target)), Sha256.digest());
    }

    private static Path draft(Path target) {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    @Override
    public void write(int section, int block, byte[] bytes) throws IOException {
        outs.get(section).write(bytes);
    }

    /**
     * The result is complete.
     *
     * @param blocks SHA-256 of every block, section by section
     * @return the result's object: the hashes of the blocks, then of each section's object
     */
    public byte[] finish(List<String> blocks) throws IOException {
        var result = ByteBuffer.allocate(
                (blocks.size() + outs.size()) * Sha256.digest().getDigestLength());
        blocks.forEach(hash -> result.put(HexFormat.of().parseHex(hash)));
        for (var section = 0; section < outs.size(); section++) {
            outs.get(section).close();
            result.put(outs.get(section).getMessageDigest().digest());
            Files.move(
                    draft(targets.get(section)),
                    targets.get(section),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return result.array();
    }

    @Override
    public void close() throws IOException {
        for (OutputStream out : outs) {
            out.close();
        }
    }
}
