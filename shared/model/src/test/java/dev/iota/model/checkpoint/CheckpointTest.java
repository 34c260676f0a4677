package dev.iota.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Presets;
import dev.iota.model.program.ModelCuts;
import dev.iota.model.text.tokenizer.ByteTokenizer;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    @TempDir
    private Path folder;

    private static CheckpointInfo info(ModelSpec model, long tokens) {
        return new CheckpointInfo(model, Presets.load("tiny").training(), "run-1", 42, tokens);
    }

    private static ModelSpec tiny(Cut cut) {
        return ModelCuts.of(Presets.load("tiny").model(), cut);
    }

    private static List<List<TensorSource>> stages(int count) {
        return IntStream.range(0, count)
                .mapToObj(stage -> List.of(TensorSource.floats(
                        "model.layers.%d.input_layernorm.weight".formatted(stage), List.of(2L), new float[] {stage, 1
                        })))
                .toList();
    }

    private static float[] norm(Checkpoint checkpoint, int stage) throws IOException {
        try (var file = checkpoint.openStage(stage)) {
            return file.floats("model.layers.%d.input_layernorm.weight".formatted(stage));
        }
    }

    @Test
    void a_cut_model_has_a_file_for_each_stage() throws IOException {
        Checkpoint.write(folder, info(tiny(Cut.PARTIAL_RESIDUAL), 1000), new ByteTokenizer(), stages(3));

        var checkpoint = Checkpoint.open(folder);

        assertThat(checkpoint.info()).isEqualTo(info(tiny(Cut.PARTIAL_RESIDUAL), 1000));
        for (var stage = 0; stage < 3; stage++) {
            assertThat(norm(checkpoint, stage)).containsExactly(stage, 1);
        }
        try (var tokenizer = checkpoint.tokenizer();
                var files = Files.list(folder)) {
            assertThat(tokenizer).isEqualTo(new ByteTokenizer());
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "stage-0.safetensors",
                            "stage-1.safetensors",
                            "stage-2.safetensors",
                            "tokenizer.json",
                            "tokenizer_config.json");
        }
        assertThat(Files.readString(folder.resolve("config.json"))).doesNotContain("LlamaForCausalLM");
    }

    @Test
    void an_uncut_model_is_one_file_with_the_configuration_of_a_llama() throws IOException {
        Checkpoint.write(folder, info(tiny(Cut.NONE), 1000), new ByteTokenizer(), stages(3));

        var checkpoint = Checkpoint.open(folder);

        for (var stage = 0; stage < 3; stage++) {
            assertThat(norm(checkpoint, stage)).containsExactly(stage, 1);
        }
        assertThat(folder.resolve("model.safetensors")).exists();
        var config = Json.mapper().readTree(Files.readString(folder.resolve("config.json")));
        assertThat(config.path("architectures").path(0).asText()).isEqualTo("LlamaForCausalLM");
        assertThat(config.path("num_hidden_layers").asInt()).isEqualTo(6);
        assertThat(config.path("rope_theta").asDouble()).isEqualTo(31_250);
        assertThat(config.path("rope_scaling").path("rope_type").asText()).isEqualTo("llama3");
        assertThat(config.path("eos_token_id").asInt()).isEqualTo(256);
    }

    @Test
    void other_programs_get_the_byte_tokenizer_as_a_file() throws IOException {
        Checkpoint.write(folder, info(tiny(Cut.NONE), 1000), new ByteTokenizer(), stages(3));
        var text = "Mr President, the Gr\u00fc\u00dfe of \u65e5\u672c \ud83d\ude00\n\t\u0000 end";

        try (var bytes = new ByteTokenizer();
                var file = Tokenizer.of(folder.resolve("tokenizer.json").toString(), Optional.empty())) {
            assertThat(file.encode(text)).isEqualTo(bytes.encode(text));
            assertThat(file.decode(file.encode(text))).isEqualTo(text);
            assertThat(file.endOfText()).isEqualTo(bytes.endOfText());
            assertThat(file.vocabulary()).isEqualTo(bytes.vocabulary());
        }
        var config = Json.mapper().readTree(Files.readString(folder.resolve("tokenizer_config.json")));
        assertThat(config.path("eos_token").asText()).isEqualTo("<|endoftext|>");
    }

    @Test
    void the_tokenizer_goes_with_the_weights() throws Exception {
        var resource = Tokenizer.class.getResource("tokenizer.json");
        assertThat(resource).isNotNull();
        try (var tokenizer = Tokenizer.of(Path.of(resource.toURI()).toString(), Optional.of("<|begin_of_text|>"))) {
            Checkpoint.write(folder, info(tiny(Cut.NONE).withVocabulary(600), 0), tokenizer, stages(3));

            try (var read = Checkpoint.open(folder).tokenizer()) {
                assertThat(read.sha256()).isEqualTo(tokenizer.sha256());
                assertThat(read.endOfText()).isZero();
            }
            assertThatThrownBy(() -> Checkpoint.write(folder, info(tiny(Cut.NONE), 0), tokenizer, stages(3)))
                    .hasMessageContaining("tokenizer.json has 600 tokens; the model has 257");
        }
    }

    @Test
    void a_folder_whose_writing_was_interrupted_between_two_files_is_found_out() throws IOException {
        Checkpoint.write(folder, info(tiny(Cut.PARTIAL_RESIDUAL), 1000), new ByteTokenizer(), stages(3));
        var other = folder.resolve("newer");
        Checkpoint.write(other, info(tiny(Cut.PARTIAL_RESIDUAL), 2000), new ByteTokenizer(), stages(3));
        Files.delete(folder.resolve("stage-0.safetensors"));
        Files.copy(other.resolve("stage-0.safetensors"), folder.resolve("stage-0.safetensors"));
        Files.delete(folder.resolve("stage-2.safetensors"));

        var checkpoint = Checkpoint.open(folder);

        assertThatThrownBy(() -> checkpoint.openStage(0))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("belongs to another checkpoint");
        assertThatThrownBy(() -> checkpoint.openStage(2))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("stage-2.safetensors is missing");
        assertThatThrownBy(() -> checkpoint.openStage(3)).hasMessageContaining("stage 3 of a model of 3");
    }

    @Test
    void a_folder_that_is_no_checkpoint_is_named_with_the_remedy() throws IOException {
        assertThatThrownBy(() -> Checkpoint.open(folder.resolve("none")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("there is no checkpoint in " + folder.resolve("none"));
        for (var text : List.of("{}", "{\"iota\":{}}", "no json", "{\"iota\":{\"info\":null,\"tokenizer\":1}}")) {
            Files.writeString(folder.resolve("config.json"), text);
            assertThatThrownBy(() -> Checkpoint.open(folder))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("config.json is no configuration of a checkpoint");
        }
    }

    @Test
    void stages_that_do_not_fit_the_model_are_refused() {
        assertThatThrownBy(() -> Checkpoint.write(folder, info(tiny(Cut.NONE), 0), new ByteTokenizer(), stages(2)))
                .hasMessageContaining("tensors of 2 stages for a model of 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stage-0.safetensors", "stage-2.safetensors", "config.json"})
    void one_flipped_byte_in_a_file_is_found_when_it_is_read_and_named_with_the_remedy(String name) throws IOException {
        Checkpoint.write(folder, info(tiny(Cut.PARTIAL_RESIDUAL), 1000), new ByteTokenizer(), stages(3));
        flip(folder.resolve(name), name.equals("config.json") ? "\"seed\" : ".length() : -1);

        assertThatThrownBy(() -> readAll(Checkpoint.open(folder)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContainingAll(folder.resolve(name) + " is damaged: its SHA-256 is ", "config.json wants")
                .hasMessageContaining("copy it again");
    }

    @Test
    void a_damaged_tokenizer_is_found() throws Exception {
        var resource = Objects.requireNonNull(Tokenizer.class.getResource("tokenizer.json"));
        try (var tokenizer = Tokenizer.of(Path.of(resource.toURI()).toString(), Optional.of("<|begin_of_text|>"))) {
            Checkpoint.write(folder, info(tiny(Cut.NONE).withVocabulary(600), 0), tokenizer, stages(3));
        }
        flip(folder.resolve("tokenizer.json"), -1);

        assertThatThrownBy(() -> Checkpoint.open(folder).tokenizer()).hasMessageContaining("tokenizer.json is damaged");
    }

    @Test
    void every_file_has_the_hash_that_other_tools_compute() throws Exception {
        Checkpoint.write(folder, info(tiny(Cut.NONE), 1000), new ByteTokenizer(), stages(3));

        assertThat(Checkpoint.open(folder).note()).isEmpty();
        var hashes = Json.mapper()
                .readTree(Files.readString(folder.resolve("config.json")))
                .at("/iota/sha256");
        for (var name : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            assertThat(hashes.path(name).asText()).isEqualTo(Sha256.hex(Files.readAllBytes(folder.resolve(name))));
        }
    }

    @Test
    void a_checkpoint_without_hashes_is_read_with_a_note() throws IOException {
        Checkpoint.write(folder, info(tiny(Cut.PARTIAL_RESIDUAL), 1000), new ByteTokenizer(), stages(3));
        var config = folder.resolve("config.json");
        var tree = (ObjectNode) Json.mapper().readTree(Files.readString(config));
        ((ObjectNode) tree.path("iota")).remove("sha256");
        Files.writeString(config, tree.toPrettyString());

        var checkpoint = Checkpoint.open(folder);

        assertThat(checkpoint.note().orElseThrow()).contains(folder.toString(), "unchecked");
        readAll(checkpoint);
    }

    private static void readAll(Checkpoint checkpoint) throws IOException {
        for (var stage = 0; stage < 3; stage++) {
            norm(checkpoint, stage);
        }
    }

    /** Changes the lowest bit of a byte: the last one, or one of those behind the number of a run's seed. */
    private static void flip(Path file, int behindSeed) throws IOException {
        var bytes = Files.readAllBytes(file);
        var at = behindSeed < 0
                ? bytes.length - 1
                : new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\"seed\" : ") + behindSeed;
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
