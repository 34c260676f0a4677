package dev.iota.miner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.process.OrderlyEnd;
import dev.iota.core.base.Json;
import dev.iota.miner.terminal.ExitStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinerCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "status",
                "bench",
                "tokenise",
                "evaluate",
                "sample",
                "keys",
                "keys new",
                "keys import",
                "keys show",
                "presets"
            })
    void every_command_has_help_and_a_version(String command) {
        assertThat(execute((command + " --help").strip().split(" "))).isZero();
        assertThat(out.toString()).contains("Usage: miner-agent");
        assertThat(execute((command + " --version").strip().split(" "))).isZero();
        assertThat(out.toString()).contains("miner-agent unreleased");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run --nonsense",
                "run --orchestrator http://x --run r --miners 0",
                "run --orchestrator http://x --run r --miners many",
                "run --orchestrator x --run r",
                "run --orchestrator http://x --run r --device tpu",
                "run --orchestrator http://x --run r --memory lots",
                "run --orchestrator http://x --run r --port 70000",
                "presets huge",
                "evaluate --checkpoint x",
                "sample --checkpoint x --prompt y --tokens 0",
                "keys",
                "keys new --scheme ecdsa",
                "keys import",
                "keys import --mnemonic file",
                "keys import --mnemonic bottom drive obey",
                "dance"
            })
    void wrong_usage_is_one_clear_line_and_status_2(String command) {
        assertThat(execute(command.split(" "))).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_file_that_is_closed_under_its_reader_is_no_defect_of_a_tool_that_is_told_to_end() {
        assertThat(OrderlyEnd.isCauseOf(new InterruptedException())).isTrue();
        assertThat(OrderlyEnd.isCauseOf(new ClosedByInterruptException())).isTrue();
        assertThat(OrderlyEnd.isCauseOf(new UncheckedIOException(new ClosedByInterruptException())))
                .isTrue();
        assertThat(OrderlyEnd.isCauseOf(new ClosedChannelException())).isFalse();
    }

    @Test
    void no_command_is_wrong_usage() {
        assertThat(execute()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void presets_say_what_the_design_says_of_15B() throws Exception {
        assertThat(execute("presets", "15B", "--json")).isZero();
        var preset = Json.mapper().readTree(out.toString()).get(0);
        assertThat(preset.get("stages").get(4).get("parameters").asLong()).isEqualTo(3_134_438_400L);
        assertThat(preset.get("stages").get(0).get("parameters").asLong()).isEqualTo(2_859_581_440L - 409_600);
    }

    @Test
    void presets_say_what_a_miner_holds_in_so_much_memory() throws Exception {
        assertThat(execute("presets", "15B", "--memory", "80G")).isZero();
        assertThat(out.toString())
                .contains("128 at once: graph of 0, block inputs of 0, stage input of 128, run again once")
                .doesNotContain("does not fit");
        out.getBuffer().setLength(0);
        assertThat(execute("presets", "15B", "--memory", "40G", "--json")).isZero();
        var held = Json.mapper()
                .readTree(out.toString())
                .get(0)
                .get("stages")
                .get(1)
                .get("held");
        assertThat(held.get("fits").asBoolean()).isFalse();
    }

    @Test
    void presets_say_what_a_miner_needs_with_the_vocabulary_of_a_tokenizer() throws Exception {
        var tokens = IntStream.range(0, 50_000)
                .mapToObj(i -> "\"t%d\":%d".formatted(i, i))
                .collect(Collectors.joining(","));
        var tokenizer = Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "added_tokens": [{"id": 50000, "content": "</s>", "special": true, "single_word":
                 false, "lstrip": false, "rstrip": false, "normalized": false}],
                 "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "t0"}}
                """.formatted(tokens));
        assertThat(execute("presets", "tiny", "--json")).isZero();
        var bytes = Json.mapper().readTree(out.toString()).get(0).get("stages");
        out.getBuffer().setLength(0);
        assertThat(execute("presets", "tiny", "--json", "--tokenizer", tokenizer.toString()))
                .isZero();
        var words = Json.mapper().readTree(out.toString()).get(0).get("stages");

        var tail = words.size() - 1;
        assertThat(words.get(tail).get("needed").asLong())
                .isGreaterThan(4 * bytes.get(tail).get("needed").asLong());
        assertThat(words.get(1).get("needed")).isEqualTo(bytes.get(1).get("needed"));
        out.getBuffer().setLength(0);
        assertThat(execute("presets", "tiny", "--tokenizer", tokenizer.toString(), "--end-of-text", "none"))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains("none").hasLineCount(1);
    }

    @Test
    void the_program_of_a_stage_comes_with_the_list_of_its_parameters() throws Exception {
        assertThat(execute("program", "--preset", "15B", "--stage", "1", "--out", folder.toString()))
                .isZero();
        var about = Json.mapper().readTree(folder.resolve("stage.json").toFile());
        assertThat(about.get("parameters")).hasSize(11 * 9 + 2);
        assertThat(about.get("parameters").get(0).get("name").asText()).isEqualTo("model.layers.8.cut.expand.weight");
        assertThat(folder.resolve("stage.pt")).isNotEmptyFile();
    }

    @Test
    void a_stage_that_a_preset_does_not_have_has_no_program() {
        assertThat(execute("program", "--preset", "tiny", "--stage", "3", "--out", folder.toString()))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains("tiny has stages 0 to 2");
    }

    @Test
    void all_presets_are_listed() {
        assertThat(execute("presets")).isZero();
        assertThat(out.toString()).contains("tiny:", "100B:", "stage 15");
    }

    @Test
    void a_key_is_made_once_and_shown() {
        assertThat(execute("keys", "new", "--home", folder.toString())).isZero();
        var made = out.toString();
        assertThat(execute("keys", "new", "--home", folder.toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains("already");
        out.getBuffer().setLength(0);
        assertThat(execute("keys", "show", "--home", folder.toString())).isZero();
        assertThat(out.toString()).isEqualTo(made);
    }

    @Test
    void a_checkpoint_that_is_not_there_is_named() {
        assertThat(execute("sample", "--checkpoint", folder.toString(), "--prompt", "x"))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(folder.toString());
    }

    @Test
    void text_that_is_not_there_is_named() {
        var data = folder.resolve("nothing").toString();
        assertThat(execute("tokenise", "--data", data, "--out", folder.toString()))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains(data);
    }

    private int execute(String... args) {
        return MinerCommand.execute(args, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
