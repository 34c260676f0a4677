package dev.iota.validator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.data.TokenShard;
import dev.iota.core.data.TokenShardWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidatorCommandTest {
    private static final RecordShape SHAPE = new RecordShape(256, 7, 2);
    private static final int RECORDS = 5;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path manifest = Path.of("manifest.json");

    @BeforeEach
    void tokens_lie_in_a_folder() throws IOException {
        var shards = List.of(write("train-0.tok", 1), write("train-1.tok", 2));
        var heldOut = write("held-out.tok", 3);
        manifest = folder.resolve("manifest.json");
        Files.writeString(
                manifest,
                new DataManifest(
                                "bytes",
                                DataManifest.BYTE,
                                SHAPE.vocabulary(),
                                SHAPE.sequence(),
                                SHAPE.sequences(),
                                1,
                                shards,
                                heldOut,
                                3,
                                2L * RECORDS * SHAPE.tokens(),
                                (long) RECORDS * SHAPE.tokens(),
                                1.0)
                        .write());
    }

    @Test
    void tokens_as_declared_are_found_sound_shard_by_shard() throws IOException {
        assertThat(run("verify-data", manifest.toString())).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "ok     train-0.tok  5 records",
                        "ok     train-1.tok  5 records",
                        "ok     held-out.tok  5 records",
                        "data   %s  what a run over them has in its specification"
                                .formatted(Sha256.hex(Files.readString(manifest))));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void the_first_wrong_record_is_named_and_ends_the_check() throws IOException {
        flip("train-1.tok", layout().record(3).offset());
        assertThat(run("verify-data", manifest.toString())).isEqualTo(1);
        assertThat(out.toString().lines()).hasSize(2).last().asString().startsWith("WRONG  train-1.tok  record 3: ");
    }

    @Test
    void held_out_tokens_are_checked_too() throws IOException {
        flip("held-out.tok", layout().record(0).offset());
        assertThat(run("verify-data", manifest.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("WRONG  held-out.tok  record 0: ");
    }

    @Test
    void a_record_exchanged_together_with_its_hash_is_found_by_the_hash_of_the_shard() throws IOException {
        write("train-0.tok", 4);
        assertThat(run("verify-data", manifest.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("WRONG  train-0.tok  it hashes to ");
    }

    @Test
    void a_shard_of_another_layout_is_refused_before_its_records_are_read() throws IOException {
        var bytes = Files.readAllBytes(folder.resolve("train-0.tok"));
        bytes[8] = 1;
        Files.write(folder.resolve("train-0.tok"), bytes);
        assertThat(run("verify-data", manifest.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("WRONG  train-0.tok  it is a TokenShard[");
    }

    @Test
    void a_truncated_shard_is_wrong_at_the_record_where_it_ends() throws IOException {
        var shard = folder.resolve("train-0.tok");
        var bytes = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(run("verify-data", manifest.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("WRONG  train-0.tok  record 4: ");
    }

    @Test
    void a_shard_that_goes_on_is_wrong() throws IOException {
        Files.write(folder.resolve("train-0.tok"), new byte[1], StandardOpenOption.APPEND);
        assertThat(run("verify-data", manifest.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("goes on after its last record");
    }

    @Test
    void a_missing_shard_is_wrong_and_named() throws IOException {
        Files.delete(folder.resolve("train-1.tok"));
        assertThat(run("verify-data", manifest.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("WRONG  train-1.tok  there is no file");
    }

    @Test
    void a_missing_manifest_is_named_in_one_line() {
        var missing = folder.resolve("other.json").toString();
        assertThat(run("verify-data", missing)).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("there is no manifest '%s'".formatted(missing));
    }

    @Test
    void what_is_no_manifest_is_refused_in_one_line() throws IOException {
        Files.writeString(manifest, "{\"tokenizer\": 1");
        assertThat(run("verify-data", manifest.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("is no manifest");
    }

    @Test
    void a_wrong_command_line_is_explained_and_ends_with_status_2() {
        assertThat(run("verify-dota")).isEqualTo(2);
        assertThat(err.toString()).contains("verify-dota").contains("Try 'validator-agent --help'.");
        assertThat(run("verify-data")).isEqualTo(2);
        assertThat(err.toString()).contains("MANIFEST").contains("Try 'validator-agent verify-data --help'.");
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void help_names_every_command() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("verify-data");
    }

    @Test
    void a_version_is_told() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("validator-agent ");
    }

    private int run(String... arguments) {
        return ValidatorCommand.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private ShardEntry write(String key, int start) throws IOException {
        var writer = new TokenShardWriter(SHAPE);
        for (var record = 0; record < RECORDS; record++) {
            var first = start * RECORDS + record;
            writer.add(IntStream.range(0, SHAPE.tokens()).map(i -> first + i).toArray());
        }
        try (var file = Files.newOutputStream(folder.resolve(key))) {
            return writer.writeTo(file, key);
        }
    }

    private static TokenShard layout() {
        return TokenShard.of(SHAPE, RECORDS);
    }

    private void flip(String key, long offset) throws IOException {
        var bytes = Files.readAllBytes(folder.resolve(key));
        bytes[(int) offset] ^= 1;
        Files.write(folder.resolve(key), bytes);
    }
}
