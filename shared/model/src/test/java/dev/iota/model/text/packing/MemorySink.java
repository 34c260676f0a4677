package dev.iota.model.text.packing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.data.DataManifest;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.data.TokenShard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shards in memory. */
final class MemorySink implements ShardSink {
    private final SortedMap<String, byte[]> shards = new TreeMap<>();

    @Override
    public void put(String key, long length, Body body) throws IOException {
        var out = new ByteArrayOutputStream();
        body.writeTo(out);
        assertThat(out.size()).isEqualTo(length);
        assertThat(shards.put(key, out.toByteArray()))
                .as("%s is stored twice", key)
                .isNull();
    }

    SortedMap<String, byte[]> shards() {
        return shards;
    }

    /** The rows of a shard, read as a miner does. */
    List<int[]> rows(DataManifest manifest, ShardEntry entry) {
        var bytes = shards.get(entry.key());
        if (bytes == null) {
            throw new AssertionError("no shard " + entry.key());
        }
        var layout = TokenShard.readHeader(bytes);
        var hashes = TokenShard.readHashes(bytes);
        var shape = manifest.shape();
        var rows = new ArrayList<int[]>();
        for (var i = 0; i < layout.records(); i++) {
            var range = layout.record(i);
            var tokens = TokenShard.decode(
                    Arrays.copyOfRange(bytes, (int) range.offset(), (int) range.end()), hashes.get(i), shape);
            for (var row = 0; row < shape.sequences(); row++) {
                rows.add(Arrays.copyOfRange(tokens, row * shape.rowTokens(), (row + 1) * shape.rowTokens()));
            }
        }
        return rows;
    }

    List<int[]> trainingRows(DataManifest manifest) {
        return manifest.shards().stream()
                .flatMap(shard -> rows(manifest, shard).stream())
                .toList();
    }
}
