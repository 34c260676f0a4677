package dev.iota.model.text.packing;

import dev.iota.core.base.FileReason;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.data.TokenShard;
import dev.iota.core.data.TokenShardWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Rows to records to shards, each as full as its bound allows. Rows that fill no record are left out. */
final class ShardSeries {
    private final RecordShape shape;
    private final int recordsOfShard;
    private final ShardSink sink;
    private final IntFunction<String> keys;
    private final Consumer<int[]> counter;
    private final List<ShardEntry> entries = new ArrayList<>();
    private final int[] record;
    private int filled;
    private TokenShardWriter writer;
    private long records;

    /**
     * @param recordsOfShard records of a full shard
     * @param keys name of the shard of each number
     * @param counter sees each record, row after row; the array is used again
     */
    ShardSeries(
            RecordShape shape, int recordsOfShard, ShardSink sink, IntFunction<String> keys, Consumer<int[]> counter) {
        this.shape = shape;
        this.recordsOfShard = recordsOfShard;
        this.sink = sink;
        this.keys = keys;
        this.counter = counter;
        record = new int[shape.tokens()];
        writer = new TokenShardWriter(shape);
    }

    /** Records that fit in a shard of so many bytes; at least one. */
    static int recordsIn(RecordShape shape, long shardBytes) {
        var each = TokenShard.of(shape, 1).length() - TokenShard.HEADER_BYTES;
        return Math.clamp((shardBytes - TokenShard.HEADER_BYTES) / each, 1, TokenShard.MAX_RECORDS);
    }

    /** Adds T + 1 tokens. */
    void add(int[] row) {
        System.arraycopy(row, 0, record, filled, row.length);
        filled += row.length;
        if (filled == record.length) {
            filled = 0;
            counter.accept(record);
            writer.add(record);
            records++;
            if (writer.records() == recordsOfShard) {
                store();
            }
        }
    }

    /** Stores the last shard and names all. */
    List<ShardEntry> finish() {
        if (writer.records() > 0) {
            store();
        }
        return List.copyOf(entries);
    }

    /** Tokens of all records so far. */
    long tokens() {
        return records * shape.tokens();
    }

    private void store() {
        var key = keys.apply(entries.size());
        var full = writer;
        try {
            sink.put(key, full.length(), out -> entries.add(full.writeTo(out, key)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot store the token shard %s: %s".formatted(key, FileReason.of(e)), e);
        }
        writer = new TokenShardWriter(shape);
    }
}
