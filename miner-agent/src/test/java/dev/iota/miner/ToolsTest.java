package dev.iota.miner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.checkpoint.Checkpoint;
import dev.iota.model.checkpoint.CheckpointInfo;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.data.TokenShardFile;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageInput;
import dev.iota.model.program.Parameter;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text to shards, a checkpoint to a loss and to a text, by the commands that people call. */
class ToolsTest {
    private static final String PRESET = """
            model:
              vocabulary: 257
              width: 16
              heads: 2
              kvHeads: 1
              feedForward: 24
              blocks: [1, 1]
              cut: PARTIAL_RESIDUAL
              cutWidth: 4
            training:
              sequence: 16
              sequences: 2
              microbatchesPerStep: 1
              compute: FLOAT32
              wire: FLOAT32
              schedule: {peak: 1.0e-3, warmup: 1}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void tokenise() throws IOException {
        Files.writeString(folder.resolve("preset.yaml"), PRESET);
        for (var i = 0; i < 40; i++) {
            Files.writeString(
                    folder.resolve("text-%d.txt".formatted(i)),
                    "The house number %d is mine. ".formatted(i).repeat(5));
        }
        assertThat(execute(
                        "tokenise",
                        "--preset",
                        path("preset.yaml"),
                        "--data",
                        folder.toString(),
                        "--out",
                        path("data")))
                .as(err.toString())
                .isZero();
        out.getBuffer().setLength(0);
    }

    @Test
    void evaluate_measures_what_the_model_itself_says() throws Exception {
        var expected = writeCheckpoint();
        var result = evaluate("--data", path("data"));
        assertThat(result.get("heldOutLoss").asDouble()).isCloseTo(expected, Offset.offset(1e-6));
        assertThat(result.get("unigramEntropy").asDouble()).isEqualTo(manifest().unigramEntropy());
        assertThat(err.toString()).contains("evaluating: 100 %");

        var shard = path("data/" + manifest().heldOut().key());
        assertThat(evaluate("--shard", shard, "--manifest", path("data/manifest.json"))
                        .get("heldOutLoss"))
                .isEqualTo(result.get("heldOutLoss"));
    }

    @Test
    void a_damaged_shard_is_named() throws Exception {
        writeCheckpoint();
        var shard = folder.resolve("data/" + manifest().heldOut().key());
        var bytes = Files.readAllBytes(shard);
        bytes[bytes.length - 1] ^= 1;
        Files.write(shard, bytes);
        assertThat(execute("evaluate", "--checkpoint", path("checkpoint"), "--data", path("data")))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains(shard.toString());
    }

    @Test
    void a_checkpoint_whose_loss_is_not_finite_is_measured_and_refused() throws Exception {
        writeCheckpoint(ToolsTest::noNumbers);
        out.getBuffer().setLength(0);

        assertThat(execute("evaluate", "--checkpoint", path("checkpoint"), "--data", path("data"), "--json"))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(Json.mapper().readTree(out.toString()).path("heldOutLoss").asDouble())
                .isNaN();
        assertThat(err.toString()).contains("the loss on held-out text is NaN: the checkpoint ", " is of no use");
    }

    @Test
    void nothing_is_sampled_from_a_model_that_gives_no_numbers() throws Exception {
        writeCheckpoint(ToolsTest::noNumbers);
        out.getBuffer().setLength(0);

        assertThat(execute("sample", "--checkpoint", path("checkpoint"), "--prompt", "The house"))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("the checkpoint ", " is of no use: ");
    }

    private static TensorSource noNumbers(TensorSource tensor) {
        return new TensorSource(tensor.info(), channel -> {
            var bytes = new byte[Math.toIntExact(tensor.info().bytes())];
            Arrays.fill(bytes, (byte) -1);
            channel.write(ByteBuffer.wrap(bytes));
        });
    }

    @Test
    void a_checkpoint_with_one_flipped_byte_is_neither_measured_nor_sampled() throws Exception {
        writeCheckpoint();
        var whole = folder.resolve("checkpoint/model.safetensors");
        var weights = Files.exists(whole) ? whole : folder.resolve("checkpoint/stage-0.safetensors");
        var bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);

        assertThat(execute("evaluate", "--checkpoint", path("checkpoint"), "--data", path("data")))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(execute("sample", "--checkpoint", path("checkpoint"), "--prompt", "x"))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString().lines())
                .filteredOn(line -> line.contains(weights + " is damaged: its SHA-256 is "))
                .hasSize(2);
        assertThat(out.toString()).doesNotContain("held-out loss");
    }

    @Test
    void a_damaged_specification_is_named_without_a_word_of_the_library_that_reads_it() throws Exception {
        for (var text : List.of("{", "{\"run\":1}", "\0\1")) {
            Files.writeString(folder.resolve("spec.json"), text);
            err.getBuffer().setLength(0);

            assertThat(execute("initial", "--spec", path("spec.json"), "--out", path("initial")))
                    .isEqualTo(ExitStatus.FAILED);
            assertThat(err.toString())
                    .contains(path("spec.json") + " is damaged: ", "--resume")
                    .doesNotContain("FAIL_ON", "Exception", "creator");
        }
    }

    @Test
    void sample_continues_the_prompt_and_the_same_seed_continues_it_alike() throws Exception {
        writeCheckpoint();
        var first = sample("--seed", "3");
        assertThat(first).startsWith("The house");
        assertThat(sample("--seed", "3")).isEqualTo(first);
        assertThat(sample("--temperature", "0")).isEqualTo(sample("--temperature", "0"));
    }

    @Test
    void initial_writes_what_every_miner_starts_from() throws Exception {
        var preset = Presets.load(path("preset.yaml"));
        var run = RunSpec.of("test", 5, preset, EpochSpec.untilClosed());
        Files.writeString(folder.resolve("run.json"), Json.write(run));
        assertThat(execute("initial", "--spec", path("run.json"), "--out", path("initial")))
                .as(err.toString())
                .isZero();
        try (var pipeline = new Pipeline(preset.model(), preset.training(), 5, EngineOptions.cpu(1, 0));
                var initial = Files.newInputStream(folder.resolve("initial"))) {
            var header = new ByteArrayOutputStream();
            for (var next = initial.read(); next != '\n'; next = initial.read()) {
                header.write(next);
            }
            var stages = Json.read(header.toString(StandardCharsets.UTF_8), ParameterShape[][].class);
            for (var stage = 0; stage < preset.model().stages(); stage++) {
                var weights = new ByteArrayOutputStream();
                for (var tensor : pipeline.stages().get(stage).state().weights()) {
                    tensor.content().writeTo(Channels.newChannel(weights));
                }
                assertThat(initial.readNBytes(weights.size())).isEqualTo(weights.toByteArray());
                var shapes = stages[stage];
                assertThat(shapes)
                        .extracting(ParameterShape::name)
                        .containsExactlyElementsOf(pipeline.stages().get(stage).parameters().stream()
                                .map(Parameter::name)
                                .toList());
                assertThat(Arrays.stream(shapes)
                                .mapToLong(ParameterShape::elements)
                                .sum())
                        .isEqualTo(weights.size() / Float.BYTES);
            }
            assertThat(initial.read()).as("nothing follows").isEqualTo(-1);
        }
    }

    @Test
    void initial_draws_nothing_of_a_stage_that_is_too_large_for_the_slowest_line() throws Exception {
        var run = RunSpec.of("test", 5, Presets.load("3B"), EpochSpec.untilClosed());
        Files.writeString(folder.resolve("run.json"), Json.write(run));

        assertThat(execute("initial", "--spec", path("run.json"), "--out", path("initial")))
                .isNotZero();
        assertThat(err.toString()).contains("stage 0 has", "leases.slowestRate 200000 bytes/s", "--slowest-rate");
        assertThat(folder.resolve("initial")).doesNotExist();
    }

    private String sample(String... more) {
        out.getBuffer().setLength(0);
        var args = new ArrayList<>(List.of(
                "sample",
                "--checkpoint",
                path("checkpoint"),
                "--prompt",
                "The house",
                "--tokens",
                "20",
                "--top-k",
                "9"));
        args.addAll(List.of(more));
        assertThat(execute(args.toArray(String[]::new))).as(err.toString()).isZero();
        return out.toString();
    }

    private JsonNode evaluate(String... more) throws IOException {
        out.getBuffer().setLength(0);
        var args =
                new ArrayList<>(List.of("evaluate", "--checkpoint", path("checkpoint"), "--json", "--device", "cpu"));
        args.addAll(List.of(more));
        assertThat(execute(args.toArray(String[]::new))).as(err.toString()).isZero();
        return Json.mapper().readTree(out.toString());
    }

    /** Returns the model's loss on the held-out records. */
    private double writeCheckpoint() throws IOException {
        return writeCheckpoint(UnaryOperator.identity());
    }

    private double writeCheckpoint(UnaryOperator<TensorSource> change) throws IOException {
        Preset preset = Presets.load(path("preset.yaml"));
        try (var pipeline = new Pipeline(preset.model(), preset.training(), 5, EngineOptions.cpu(1, 0));
                var heldOut = new TokenShardFile(
                        folder.resolve("data/" + manifest().heldOut().key()), manifest());
                var tokenizer = Tokenizer.of("byte", Optional.empty())) {
            var info = new CheckpointInfo(preset.model(), preset.training(), "test", 5, 0);
            var stages = pipeline.stages().stream()
                    .map(stage -> stage.state().weights().stream().map(change).toList())
                    .toList();
            Checkpoint.write(folder.resolve("checkpoint"), info, tokenizer, stages);
            var sum = 0d;
            for (var i = 0; i < heldOut.records(); i++) {
                StageInput.Tokens record = heldOut.record(i);
                sum += pipeline.loss(record);
            }
            return sum / heldOut.records();
        }
    }

    private DataManifest manifest() throws IOException {
        return DataManifest.read(Files.readString(folder.resolve("data/manifest.json")));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private int execute(String... args) {
        return MinerCommand.execute(args, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
