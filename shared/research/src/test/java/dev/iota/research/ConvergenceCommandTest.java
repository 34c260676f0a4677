package dev.iota.research;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConvergenceCommandTest {
    static final String PRESET = """
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
    void writePreset() throws IOException {
        Files.writeString(folder.resolve("preset.yaml"), PRESET);
    }

    @Test
    void convergence_tries_every_mode_and_goes_on_where_it_was_stopped() throws Exception {
        Files.createDirectories(folder.resolve("books"));
        for (var i = 0; i < 40; i++) {
            Files.writeString(
                    folder.resolve("books/%d.txt".formatted(i)),
                    "The house number %d is mine, and so is the garden. "
                            .formatted(i)
                            .repeat(10));
        }
        var first = convergence();
        assertThat(first.path("rows"))
                .hasSize(22)
                .allSatisfy(row -> assertThat(row.path("mean").asDouble()).isPositive());

        var outcomes = folder.resolve("convergence/outcomes.jsonl");
        var lines = Files.readAllLines(outcomes);
        Files.write(outcomes, lines.subList(0, 20));

        assertThat(convergence()).isEqualTo(first);
        assertThat(Files.readAllLines(outcomes))
                .hasSize(22)
                .startsWith(lines.subList(0, 20).toArray(String[]::new));
        assertThat(execute("convergence", "--microbatches", "41", "--out", path("convergence")))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--microbatches is 41; it must be a multiple of 40");
    }

    private JsonNode convergence() throws IOException {
        out.getBuffer().setLength(0);
        var status = execute(
                "convergence",
                "--preset",
                path("preset.yaml"),
                "--data",
                path("books"),
                "--out",
                path("convergence"),
                "--microbatches",
                "40",
                "--seeds",
                "1",
                "--device",
                "cpu",
                "--threads",
                "1",
                "--json");
        assertThat(status).as(err.toString()).isZero();
        return Json.mapper().readTree(out.toString());
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private int execute(String... args) {
        return ResearchCommand.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
