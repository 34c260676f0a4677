package dev.iota.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutSampleTest {
    private static final RecordShape SHAPE = new RecordShape(257, 4, 24);

    @Test
    void it_is_the_first_records_of_the_held_out_shard_of_64_sequences_at_most() throws IOException {
        var records = records(5);
        var shard = shard(records);
        var sample = HeldOutSample.of(manifest(shard.length, 5));

        var object = sample.take(new ByteArrayInputStream(shard));

        assertThat(sample.records()).isEqualTo(2);
        assertThat(sample.predicted()).isEqualTo(2 * 24 * 4);
        assertThat(object).hasSize((int) sample.bytes());
        assertThat(HeldOutSample.read(object, SHAPE)).containsExactlyElementsOf(records.subList(0, 2));
    }

    @Test
    void what_is_damaged_or_of_another_shape_is_no_sample() throws IOException {
        var shard = shard(records(1));
        var sample = HeldOutSample.of(manifest(shard.length, 1));
        var object = sample.take(new ByteArrayInputStream(shard));

        var damaged = object.clone();
        damaged[damaged.length - 1] ^= 1;
        assertThatThrownBy(() -> HeldOutSample.read(damaged, SHAPE)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> HeldOutSample.read(Arrays.copyOf(object, object.length - 1), SHAPE))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> HeldOutSample.read(object, new RecordShape(257, 4, 12)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> sample.take(new ByteArrayInputStream(damaged))).isInstanceOf(MalformedException.class);
    }

    private static List<int[]> records(int count) {
        var records = new ArrayList<int[]>();
        for (var i = 0; i < count; i++) {
            var tokens = new int[SHAPE.tokens()];
            Arrays.setAll(tokens, at -> at % 257);
            tokens[0] = i;
            records.add(tokens);
        }
        return records;
    }

    private static byte[] shard(List<int[]> records) throws IOException {
        var writer = new TokenShardWriter(SHAPE);
        records.forEach(writer::add);
        var out = new ByteArrayOutputStream();
        writer.writeTo(out, "held-out");
        return out.toByteArray();
    }

    private static DataManifest manifest(long bytes, int records) {
        var hash = "0".repeat(64);
        var tokens = (long) records * SHAPE.tokens();
        return new DataManifest(
                "byte",
                DataManifest.BYTE,
                257,
                4,
                24,
                1,
                List.of(new ShardEntry("shard-0", records, bytes, hash, hash)),
                new ShardEntry("held-out", records, bytes, hash, hash),
                1,
                tokens,
                tokens,
                1.0);
    }
}
