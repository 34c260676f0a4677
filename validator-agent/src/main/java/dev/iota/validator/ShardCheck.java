package dev.iota.validator;

import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.data.TokenShard;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;

/**
 * Compares a token shard with what its manifest declares: layout, hash and tokens of every record, and the hash of the
 * whole, without which a record and its own hash could have been exchanged together. Reads the shard once and holds one
 * record of it at a time.
 */
final class ShardCheck {
    private final RecordShape shape;

    /** @param shape what the manifest says a record is */
    ShardCheck(RecordShape shape) {
        this.shape = shape;
    }

    /**
     * Checks a shard up to the first thing that is wrong.
     *
     * @param entry what the manifest declares
     * @param shard its bytes, read but not closed here
     */
    ShardVerdict check(ShardEntry entry, InputStream shard) throws IOException {
        var digest = Sha256.digest();
        var in = new DigestInputStream(shard, digest);
        var layout = TokenShard.of(shape, entry.records());
        String headHash;
        try {
            var head = in.readNBytes(Math.toIntExact(layout.head().length()));
            headHash = Sha256.hex(head);
            var found = TokenShard.readHeader(head);
            if (!found.equals(layout)) {
                return new ShardVerdict.Wrong("it is a %s; the manifest declares a %s".formatted(found, layout));
            }
            var hashes = TokenShard.readHashes(head);
            for (var index = 0; index < hashes.size(); index++) {
                var record = in.readNBytes(layout.recordBytes());
                try {
                    TokenShard.decode(record, hashes.get(index), shape);
                } catch (MalformedException e) {
                    return new ShardVerdict.Wrong("record %d: %s".formatted(index, e.getMessage()));
                }
            }
        } catch (MalformedException e) {
            return new ShardVerdict.Wrong(String.valueOf(e.getMessage()));
        }
        if (in.read() >= 0) {
            return new ShardVerdict.Wrong(
                    "it goes on after its last record; it should end after %d bytes".formatted(layout.length()));
        }
        var hash = HexFormat.of().formatHex(digest.digest());
        if (!hash.equals(entry.sha256())) {
            return new ShardVerdict.Wrong("it hashes to %s; the manifest declares %s".formatted(hash, entry.sha256()));
        }
        return headHash.equals(entry.head())
                ? new ShardVerdict.Sound(entry.records())
                : new ShardVerdict.Wrong(
                        "its head hashes to %s; the manifest declares %s".formatted(headHash, entry.head()));
    }
}
