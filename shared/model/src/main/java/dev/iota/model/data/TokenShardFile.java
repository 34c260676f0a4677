package dev.iota.model.data;

import dev.iota.core.base.MalformedException;
import dev.iota.core.data.ByteRange;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.TokenShard;
import dev.iota.model.engine.StageInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** The records of a token shard on disk, one at a time. */
public final class TokenShardFile implements AutoCloseable {
    private final Path path;
    private final FileChannel file;
    private final DataManifest manifest;
    private final TokenShard shard;
    private final List<String> hashes;

    /** @throws MalformedException if the file is not a shard of this manifest's shape */
    public TokenShardFile(Path path, DataManifest manifest) throws IOException {
        this.path = path;
        this.manifest = manifest;
        this.file = FileChannel.open(path);
        try {
            var found = TokenShard.readHeader(read(new ByteRange(0, Math.min(file.size(), TokenShard.HEADER_BYTES))));
            this.shard = TokenShard.of(manifest.shape(), found.records());
            if (!shard.equals(found) || file.size() != shard.length()) {
                throw new MalformedException(
                        "%s is no token shard of the manifest's shape; name the manifest that was written beside it"
                                .formatted(path));
            }
            this.hashes = TokenShard.readHashes(read(shard.head()));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public int records() {
        return shard.records();
    }

    /** @throws MalformedException if the record is damaged */
    public StageInput.Tokens record(int index) throws IOException {
        try {
            var tokens = TokenShard.decode(read(shard.record(index)), hashes.get(index), manifest.shape());
            return new StageInput.Tokens(manifest.sequences(), tokens);
        } catch (MalformedException e) {
            throw new MalformedException("record %d of %s: %s".formatted(index, path, e.getMessage()), e);
        }
    }

    private byte[] read(ByteRange range) throws IOException {
        var bytes = ByteBuffer.allocate(Math.toIntExact(range.length()));
        var position = range.offset();
        while (bytes.hasRemaining()) {
            var count = file.read(bytes, position);
            if (count < 0) {
                throw new MalformedException("%s ends at byte %d".formatted(path, position));
            }
            position += count;
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
