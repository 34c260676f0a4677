package dev.iota.core.data;

import dev.iota.core.base.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of a run's held-out tokens that its weights are measured on while it trains: the first records of the
 * held-out shard, the same after every epoch. It is a token shard of its own.
 *
 * @param records that it has
 */
public record HeldOutSample(RecordShape shape, int records) {
    /** Of the sample's object, after the prefix of the run's data. */
    public static final String KEY = "held-out-sample";

    /** Sequences of it at most, or one record: what is measured stays small beside an epoch of training. */
    public static final int SEQUENCES = 64;

    public static HeldOutSample of(DataManifest data) {
        return new HeldOutSample(
                data.shape(), Math.min(data.heldOut().records(), Math.max(1, SEQUENCES / data.sequences())));
    }

    /** Bytes of its object. */
    public long bytes() {
        return TokenShard.of(shape, records).length();
    }

    /** Tokens that are predicted: the first one of a sequence is not. */
    public long predicted() {
        return (long) records * shape.sequences() * shape.sequence();
    }

    /**
     * Takes the sample from the beginning of the held-out shard.
     *
     * @param heldOut the shard, which is left open
     * @return the sample's object
     * @throws MalformedException if it is no such shard, or damaged
     */
    public byte[] take(InputStream heldOut) throws IOException {
        var header = heldOut.readNBytes(TokenShard.HEADER_BYTES);
        var whole = TokenShard.readHeader(header);
        var hashes = heldOut.readNBytes((int) whole.table().length());
        var head = Arrays.copyOf(header, header.length + hashes.length);
        System.arraycopy(hashes, 0, head, header.length, hashes.length);
        var writer = new TokenShardWriter(shape);
        for (var record = 0; record < records; record++) {
            var bytes = heldOut.readNBytes(shape.bytes());
            writer.add(TokenShard.decode(bytes, TokenShard.hash(head, record), shape));
        }
        var sample = new ByteArrayOutputStream();
        writer.writeTo(sample, KEY);
        return sample.toByteArray();
    }

    /**
     * The records of a sample's object.
     *
     * @throws MalformedException if it is none of this shape, or damaged
     */
    public static List<int[]> read(byte[] object, RecordShape shape) {
        var layout = TokenShard.readHeader(object);
        if (!layout.equals(TokenShard.of(shape, layout.records())) || object.length != layout.length()) {
            throw new MalformedException("held-out sample: it has %d bytes and is %s; its records should be of %s"
                    .formatted(object.length, layout, shape));
        }
        var records = new ArrayList<int[]>();
        for (var i = 0; i < layout.records(); i++) {
            var range = layout.record(i);
            var bytes = Arrays.copyOfRange(object, (int) range.offset(), (int) range.end());
            records.add(TokenShard.decode(bytes, TokenShard.hash(object, i), shape));
        }
        return List.copyOf(records);
    }
}
