package dev.iota.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenShardTest {
    private static final int RECORDS = 5;

    private static int[] tokens(RecordShape shape, long seed) {
        return new Random(seed).ints(shape.tokens(), 0, shape.vocabulary()).toArray();
    }

    private static byte[] shard(RecordShape shape) throws IOException {
        var writer = new TokenShardWriter(shape);
        for (var i = 0; i < RECORDS; i++) {
            writer.add(tokens(shape, i));
        }
        var out = new ByteArrayOutputStream();
        var entry = writer.writeTo(out, "train/0.tokens");
        assertThat(entry.records()).isEqualTo(RECORDS);
        assertThat(entry.bytes()).isEqualTo(out.size()).isEqualTo(writer.length());
        return out.toByteArray();
    }

    private static byte[] part(byte[] bytes, ByteRange range) {
        return Arrays.copyOfRange(bytes, (int) range.offset(), (int) range.end());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 257, 65_536, 65_537, 128_256})
    void a_ranged_get_of_hash_and_record_gives_back_one_microbatch(int vocabulary) throws IOException {
        var shape = new RecordShape(vocabulary, 16, 3);
        var bytes = shard(shape);

        var layout = TokenShard.readHeader(part(bytes, new ByteRange(0, TokenShard.HEADER_BYTES)));
        var hashes = TokenShard.readHashes(part(bytes, layout.head()));

        assertThat(layout).isEqualTo(TokenShard.of(shape, RECORDS));
        assertThat(layout.length()).isEqualTo(bytes.length);
        assertThat(layout.tokenBytes()).isEqualTo(vocabulary <= 65_536 ? 2 : 4);
        for (var i = 0; i < RECORDS; i++) {
            assertThat(TokenShard.decode(part(bytes, layout.record(i)), hashes.get(i), shape))
                    .isEqualTo(tokens(shape, i));
            assertThat(part(bytes, layout.hash(i))).isEqualTo(HexFormat.of().parseHex(hashes.get(i)));
        }
        assertThat(layout.record(RECORDS - 1).end()).isEqualTo(bytes.length);
        assertThat(layout.table().end()).isEqualTo(layout.record(0).offset());
    }

    @Test
    void a_range_is_written_as_http_wants_it() {
        assertThat(new ByteRange(16, 32).header()).isEqualTo("bytes=16-47");
        assertThatThrownBy(() -> new ByteRange(Long.MAX_VALUE, 2)).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_record_of_another_length_hash_or_vocabulary_is_refused() throws IOException {
        var shape = new RecordShape(257, 16, 3);
        var bytes = shard(shape);
        var layout = TokenShard.readHeader(bytes);
        var record = part(bytes, layout.record(2));
        var hash = TokenShard.readHashes(bytes).get(2);

        assertThatThrownBy(() -> TokenShard.decode(Arrays.copyOf(record, record.length - 1), hash, shape))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("101 bytes");
        assertThatThrownBy(() ->
                        TokenShard.decode(record, TokenShard.readHashes(bytes).get(1), shape))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("was declared");
        assertThatThrownBy(() -> TokenShard.decode(record, hash, new RecordShape(100, 16, 3)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("the vocabulary has 100");
    }

    @Test
    void a_record_index_outside_the_shard_is_refused() {
        var layout = new TokenShard(2, 51, 5);

        assertThatThrownBy(() -> layout.record(5)).hasMessageContaining("no record 5 among 5");
        assertThatThrownBy(() -> layout.hash(-1)).hasMessageContaining("no record -1");
    }

    @Test
    void the_writer_refuses_what_the_reader_would() {
        var writer = new TokenShardWriter(new RecordShape(10, 3, 1));

        assertThatThrownBy(() -> writer.add(new int[3])).hasMessageContaining("3 tokens; its shape has 4");
        assertThatThrownBy(() -> writer.add(new int[] {1, 2, 10, 3})).hasMessageContaining("token 10");
        assertThatThrownBy(() -> writer.writeTo(new ByteArrayOutputStream(), "x"))
                .hasMessageContaining("no record");
    }

    @Test
    void a_shape_that_no_memory_holds_is_refused() {
        assertThatThrownBy(() -> new RecordShape(257, 1 << 20, 1 << 20))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("make it smaller");
        assertThatThrownBy(() -> new RecordShape(257, Integer.MAX_VALUE, 1)).isInstanceOf(MalformedException.class);
    }

    @Test
    void any_mutation_of_a_shard_is_read_as_malformed_or_as_the_same_record() throws IOException {
        var shape = new RecordShape(257, 16, 3);
        var whole = shard(shape);
        var hashes = TokenShard.readHashes(whole);
        var random = new Random(11);
        for (var round = 0; round < 20_000; round++) {
            var bytes = mutate(whole, random);
            try {
                var layout = TokenShard.readHeader(bytes);
                TokenShard.readHashes(bytes);
                var range = layout.record(random.nextInt(layout.records()));
                if (range.end() <= bytes.length) {
                    assertThat(TokenShard.decode(part(bytes, range), hashes.get(0), shape))
                            .isEqualTo(tokens(shape, 0));
                }
            } catch (MalformedException e) {
                assertThat(e.getMessage()).startsWith("token ");
            }
        }
    }

    /** Flips bits, sets header fields to extreme values, and cuts: most of it where the header is. */
    private static byte[] mutate(byte[] whole, Random random) {
        var bytes = whole.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[random.nextInt(TokenShard.HEADER_BYTES)] = (byte) random.nextInt(256);
            case 2 -> {
                var at = 8 + 4 * random.nextInt(2);
                var values = new int[] {0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 20, 1 << 27};
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, values[random.nextInt(values.length)]);
            }
            default -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        return bytes;
    }
}
