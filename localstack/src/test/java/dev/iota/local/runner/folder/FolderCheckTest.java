package dev.iota.local.runner.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.data.TokenShard;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Scheme;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.process.MinerTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of a run that is damaged is found and named before training begins. */
class FolderCheckTest {
    private static final RunFile RECORD =
            new RunFile(RunSpec.of("x", 1, Presets.load("tiny"), EpochSpec.untilClosed()), 2, 1, 12.5);

    @TempDir
    private Path root;

    @SuppressWarnings("NullAway.Init")
    private RunFolder folder;

    @BeforeEach
    void make() throws IOException {
        folder = RunFolder.create(root);
        Files.createDirectories(folder.data());
        var manifest = new DataManifest(
                "byte",
                DataManifest.BYTE,
                257,
                4,
                1,
                7,
                List.of(shard("shard-0"), shard("shard-1")),
                shard("held-out"),
                9,
                10,
                5,
                3.5);
        write("data/manifest.json", manifest.write());
        write("preset.json", "{}");
        write("tokenizer.json", "{}");
        write("spec.json", Json.write(RECORD.spec()));
        var keys = KeyPair.generate(Scheme.ED25519, new Random(1));
        write(
                "miners/0/miner-0/key.json",
                Json.write(Map.of(
                        "algorithm",
                        keys.scheme().text(),
                        "hotkey",
                        keys.hotkey().address(),
                        "secret",
                        HexFormat.of().formatHex(keys.seed()))));
        folder.write(RECORD);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private ShardEntry shard(String key) throws IOException {
        var bytes = new byte
                [Math.toIntExact(TokenShard.of(new dev.iota.core.data.RecordShape(257, 4, 1), 1)
                        .length())];
        Files.write(folder.data().resolve(key), bytes);
        return new ShardEntry(key, 1, bytes.length, Sha256.hex(bytes), Sha256.hex("head"));
    }

    private void write(String name, String text) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** As a runner does that resumes the run. */
    private List<String> resume() {
        folder.close();
        folder = RunFolder.open(root);
        var run = folder.record();
        return FolderCheck.check(folder, run, MinerTools.manifest(folder));
    }

    @Test
    void a_good_folder_is_found_good_again_and_again() throws IOException {
        assertThat(FolderCheck.check(folder, RECORD, MinerTools.manifest(folder)))
                .isEmpty();
        assertThat(resume()).isEmpty();
        folder.write(RECORD.after(3));
        assertThat(resume()).isEmpty();
        assertThat(folder.record()).isEqualTo(RECORD.after(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.json",
                "data/manifest.json",
                "data/shard-0",
                "data/shard-1",
                "data/held-out",
                "preset.json",
                "tokenizer.json",
                "miners/0/miner-0/key.json"
            })
    void one_flipped_bit_anywhere_in_a_file_is_found_and_the_file_is_named_with_a_remedy(String name)
            throws IOException {
        var file = root.resolve(name);
        var good = Files.readAllBytes(file);
        for (var at = 0; at < good.length; at += Math.max(1, good.length / 20)) {
            var bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);

            assertThatThrownBy(this::resume)
                    .as("byte %d of %s", at, name)
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContaining(file + " is damaged")
                    .hasMessageContaining("put a good copy of it back")
                    .hasMessageNotContaining("FAIL_ON");
        }
        Files.write(file, good);
        assertThat(resume()).isEmpty();
    }

    @Test
    void a_missing_shard_is_named() throws IOException {
        Files.delete(root.resolve("data/shard-1"));

        assertThatThrownBy(this::resume).hasMessageContainingAll("shard-1", "it is missing");
    }

    @Test
    void a_damaged_specification_is_written_anew_and_that_is_said_once() throws IOException {
        write("spec.json", Json.write(RECORD.spec()).replace("\"seed\":1", "\"seed\":3"));

        assertThat(resume()).singleElement().asString().contains("spec.json", "written anew from run.json");
        assertThat(root.resolve("spec.json")).hasContent(Json.write(RECORD.spec()));
        assertThat(resume()).isEmpty();
    }

    @Test
    void a_key_that_is_damaged_is_never_shown() throws IOException {
        var key = root.resolve("miners/0/miner-0/key.json");
        var secret =
                Json.mapper().readTree(Files.readString(key)).path("secret").asText();
        Files.writeString(key, Files.readString(key).substring(1));

        assertThatThrownBy(this::resume).hasMessageContaining("key.json").hasMessageNotContaining(secret);
    }

    @Test
    void a_record_of_a_version_that_wrote_no_hashes_is_read() throws IOException {
        write("run.json", Json.write(RECORD));

        assertThat(resume()).isEmpty();
    }
}
