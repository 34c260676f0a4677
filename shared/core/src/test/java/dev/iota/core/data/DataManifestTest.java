package dev.iota.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataManifestTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    /** Four sequences of nine tokens, two bytes each, and a hash. */
    private static final int RECORD = 4 * 9;

    private static ShardEntry entry(String key, int records) {
        return new ShardEntry(key, records, 16 + records * (32 + 2L * RECORD), HASH, HASH);
    }

    private static DataManifest manifest() {
        return new DataManifest(
                "byte",
                DataManifest.BYTE,
                257,
                8,
                4,
                42,
                List.of(entry("train-0.tokens", 10), entry("train-1.tokens", 3)),
                entry("held-out.tokens", 2),
                100,
                13 * RECORD,
                2 * RECORD,
                3.25);
    }

    @Test
    void a_manifest_survives_json() {
        assertThat(DataManifest.read(manifest().write())).isEqualTo(manifest());
    }

    @Test
    void its_plan_covers_its_shards() {
        assertThat(manifest().plan().records()).isEqualTo(13);
        assertThat(manifest().shape()).isEqualTo(new RecordShape(257, 8, 4));
    }

    @Test
    void a_manifest_of_a_trillion_tokens_is_opened() {
        var shape = new RecordShape(128_256, 6_399, 1);
        var records = 2_600;
        var shards = IntStream.range(0, 60_097)
                .mapToObj(i -> new ShardEntry(
                        "train-%05d.tokens".formatted(i),
                        records,
                        TokenShard.of(shape, records).length(),
                        HASH,
                        HASH))
                .toList();
        var heldOut =
                new ShardEntry("held-out.tokens", 1, TokenShard.of(shape, 1).length(), HASH, HASH);
        var tokens = (long) shards.size() * records * shape.tokens();
        var large =
                new DataManifest("large", HASH, 128_256, 6_399, 1, 42, shards, heldOut, 1, tokens, shape.tokens(), 9);
        assertThat(tokens).isGreaterThan(1_000_000_000_000L);
        assertThat(shards.getFirst().bytes()).isLessThan(64 << 20);

        var opened = DataManifest.read(large.write());

        assertThat(opened.tokens()).isEqualTo(tokens);
        assertThat(opened.plan().records()).isEqualTo(156_252_200L);
        assertThat(opened.plan().at(156_252_199L).shard()).isBetween(0, 60_096);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "vocabulary":257   | "vocabulary":1       | vocabulary is 1
            "sequence":8       | "sequence":9         | has 1056 bytes
            "tokens":468       | "tokens":469         | its 13 records hold 468
            "heldOutTokens":72 | "heldOutTokens":0    | its 2 records hold 72
            "records":3        | "records":4          | its 4 records take
            "train-1.tokens"   | "held-out.tokens"    | is held out, too
            "train-1.tokens"   | "train-0.tokens"     | twice
            "train-1.tokens"   | "../train-1"         | no relative path
            "train-1.tokens"   | "/etc/passwd"        | no relative path
            "documents":100    | "documents":0        | 0 documents
            3.25               | -1                   | unigramEntropy
            "documents":100    | "document":100       | document
            """)
    void a_manifest_that_contradicts_itself_is_refused(String part, String instead, String message) {
        var text = manifest().write();
        assertThat(text).contains(part);

        assertThatThrownBy(() -> DataManifest.read(text.replace(part, instead)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a//b", "a/../b", ".hidden", "a b", "a/", "ä"})
    void a_key_that_leaves_its_folder_is_refused(String key) {
        assertThatThrownBy(() -> entry(key, 1)).isInstanceOf(MalformedException.class);
    }
}
