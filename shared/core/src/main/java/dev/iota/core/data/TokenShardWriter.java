package dev.iota.core.data;

import dev.iota.core.base.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Collects records and writes them as one token shard. The table of hashes stands in front of the records, so these are
 * held until the shard is written: whoever uses this bounds the shard by {@link #length}. Not for several threads.
 */
public final class TokenShardWriter {
    private final RecordShape shape;
    private final List<byte[]> records = new ArrayList<>();

    public TokenShardWriter(RecordShape shape) {
        this.shape = shape;
    }

    /**
     * Adds a record.
     *
     * @param tokens B rows of T + 1 tokens, row after row
     * @throws IllegalArgumentException if their number is another, or one is outside the vocabulary
     */
    public void add(int[] tokens) {
        if (tokens.length != shape.tokens()) {
            throw new IllegalArgumentException(
                    "a record of %d tokens; its shape has %d".formatted(tokens.length, shape.tokens()));
        }
        if (records.size() == TokenShard.MAX_RECORDS) {
            throw new IllegalArgumentException(
                    "a token shard holds at most %d records; begin another".formatted(TokenShard.MAX_RECORDS));
        }
        var buffer = ByteBuffer.allocate(shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (var token : tokens) {
            if (token < 0 || token >= shape.vocabulary()) {
                throw new IllegalArgumentException(
                        "token %d is outside the vocabulary of %d".formatted(token, shape.vocabulary()));
            }
            if (shape.tokenBytes() == Short.BYTES) {
                buffer.putShort((short) token);
            } else {
                buffer.putInt(token);
            }
        }
        records.add(buffer.array());
    }

    /** Records so far. */
    public int records() {
        return records.size();
    }

    /** Bytes of the shard with the records so far. */
    public long length() {
        return records.isEmpty()
                ? TokenShard.HEADER_BYTES
                : TokenShard.of(shape, records.size()).length();
    }

    /**
     * Writes the shard; the stream is left open.
     *
     * @param key where the shard will be found, as the manifest is to say it
     * @return the shard's entry in the manifest
     * @throws IllegalStateException without a record
     */
    public ShardEntry writeTo(OutputStream out, String key) throws IOException {
        if (records.isEmpty()) {
            throw new IllegalStateException("the token shard %s has no record".formatted(key));
        }
        var layout = TokenShard.of(shape, records.size());
        var whole = Sha256.digest();
        var hashing = new DigestOutputStream(out, whole);
        var head = head(layout);
        hashing.write(head);
        for (var record : records) {
            hashing.write(record);
        }
        hashing.flush();
        return new ShardEntry(
                key, layout.records(), layout.length(), HexFormat.of().formatHex(whole.digest()), Sha256.hex(head));
    }

    private byte[] head(TokenShard layout) {
        var head = ByteBuffer.allocate(Math.toIntExact(layout.head().length()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(TokenShard.MAGIC)
                .putShort(TokenShard.VERSION)
                .putShort((short) layout.tokenBytes())
                .putInt(layout.recordTokens())
                .putInt(layout.records());
        var each = Sha256.digest();
        records.forEach(record -> head.put(each.digest(record)));
        return head.array();
    }
}
