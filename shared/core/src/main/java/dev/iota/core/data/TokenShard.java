package dev.iota.core.data;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The layout of a token shard: an object of equally long records, one microbatch each. Everything is little-endian.
 *
 * <pre>
 * offset  bytes        what
 * 0       4            magic "IOTK"
 * 4       2            version, 1
 * 6       2            bytes of a token: 2 or 4
 * 8       4            tokens of a record
 * 12      4            records n
 * 16      32 n         SHA-256 of each record
 * 16+32n  n · record   the records: B rows of T + 1 tokens each
 * </pre>
 *
 * A ranged GET of {@link #hash} and one of {@link #record} fetch what one microbatch needs.
 *
 * @param tokenBytes bytes of a token
 * @param recordTokens tokens of a record
 * @param records records of the shard
 */
public record TokenShard(int tokenBytes, int recordTokens, int records) {
    /** Bytes before the table of hashes. */
    public static final int HEADER_BYTES = 16;
    /** Records of the largest shard that is read: their hashes take 32 MiB. */
    public static final int MAX_RECORDS = 1 << 20;

    static final int MAGIC = 'I' | 'O' << 8 | 'T' << 16 | 'K' << 24;
    static final short VERSION = 1;

    public TokenShard {
        require(
                tokenBytes == Short.BYTES || tokenBytes == Integer.BYTES,
                "token shard: a token takes %d bytes; wanted 2 or 4",
                tokenBytes);
        require(
                recordTokens > 0 && recordTokens <= RecordShape.MAX_RECORD_BYTES / tokenBytes,
                "token shard: a record has %d tokens; wanted 1 to %d",
                recordTokens,
                RecordShape.MAX_RECORD_BYTES / tokenBytes);
        require(
                records > 0 && records <= MAX_RECORDS,
                "token shard: it has %d records; wanted 1 to %d",
                records,
                MAX_RECORDS);
    }

    /** The layout of a shard of {@code records} records of a shape. */
    public static TokenShard of(RecordShape shape, int records) {
        return new TokenShard(shape.tokenBytes(), shape.tokens(), records);
    }

    /**
     * Reads the first {@link #HEADER_BYTES} bytes of a shard.
     *
     * @throws dev.iota.core.base.MalformedException if they are not a token shard's
     */
    public static TokenShard readHeader(byte[] bytes) {
        require(
                bytes.length >= HEADER_BYTES,
                "token shard: it ends after %d bytes; its header takes %d",
                bytes.length,
                HEADER_BYTES);
        var header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var magic = header.getInt();
        require(magic == MAGIC, "token shard: it begins with %08x, which no token shard does", magic);
        var version = header.getShort();
        require(version == VERSION, "token shard: it has version %d; this program reads %d", version, VERSION);
        return new TokenShard(header.getShort(), header.getInt(), header.getInt());
    }

    /**
     * Reads the hashes from the head of a shard: from its first byte to the end of the table ({@link #head}).
     *
     * @return SHA-256 of each record, in hexadecimal
     * @throws dev.iota.core.base.MalformedException if the bytes are not a token shard's head
     */
    public static List<String> readHashes(byte[] head) {
        var shard = readHeader(head);
        require(
                head.length >= shard.head().length(),
                "token shard: its head ends after %d bytes; with %d records it takes %d",
                head.length,
                shard.records,
                shard.head().length());
        var hashes = new ArrayList<String>(shard.records);
        for (var i = 0; i < shard.records; i++) {
            var from = HEADER_BYTES + i * Sha256.BYTES;
            hashes.add(HexFormat.of().formatHex(head, from, from + Sha256.BYTES));
        }
        return List.copyOf(hashes);
    }

    /** SHA-256 of one record, from the head of its shard, whose own hash somebody has checked. */
    public static String hash(byte[] head, int record) {
        var range = readHeader(head).hash(record);
        return HexFormat.of().formatHex(head, (int) range.offset(), (int) range.end());
    }

    /**
     * The tokens of a record, checked.
     *
     * @param record the bytes of {@link #record}
     * @param sha256 what they must hash to, in hexadecimal
     * @param shape what the run says a record is
     * @return B rows of T + 1 tokens, row after row
     * @throws dev.iota.core.base.MalformedException if length, hash or a token is wrong
     */
    public static int[] decode(byte[] record, String sha256, RecordShape shape) {
        require(
                record.length == shape.bytes(),
                "token record: it has %d bytes; %d sequences of %d + 1 tokens take %d",
                record.length,
                shape.sequences(),
                shape.sequence(),
                shape.bytes());
        var found = HexFormat.of().formatHex(Sha256.digest().digest(record));
        require(found.equals(sha256), "token record: it hashes to %s; %s was declared", found, sha256);
        var buffer = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        var tokens = new int[shape.tokens()];
        for (var i = 0; i < tokens.length; i++) {
            var token = shape.tokenBytes() == Short.BYTES ? Short.toUnsignedInt(buffer.getShort()) : buffer.getInt();
            require(
                    token >= 0 && token < shape.vocabulary(),
                    "token record: token %d is %s; the vocabulary has %d",
                    i,
                    Integer.toUnsignedString(token),
                    shape.vocabulary());
            tokens[i] = token;
        }
        return tokens;
    }

    /** Header and table of hashes. */
    public ByteRange head() {
        return new ByteRange(0, HEADER_BYTES + (long) Sha256.BYTES * records);
    }

    /** The table of hashes. */
    public ByteRange table() {
        return new ByteRange(HEADER_BYTES, (long) Sha256.BYTES * records);
    }

    /** The hash of record {@code index}, counted from 0. */
    public ByteRange hash(int index) {
        return new ByteRange(HEADER_BYTES + (long) Sha256.BYTES * checked(index), Sha256.BYTES);
    }

    /** Record {@code index}, counted from 0. */
    public ByteRange record(int index) {
        return new ByteRange(head().length() + (long) recordBytes() * checked(index), recordBytes());
    }

    /** Bytes of a record. */
    public int recordBytes() {
        return recordTokens * tokenBytes;
    }

    /** Bytes of the whole shard. */
    public long length() {
        return head().length() + (long) recordBytes() * records;
    }

    private int checked(int index) {
        require(index >= 0 && index < records, "token shard: there is no record %d among %d", index, records);
        return index;
    }
}
