package dev.iota.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PresetsTest {
    @ParameterizedTest
    @FieldSource("dev.iota.core.run.Presets#NAMES")
    void every_preset_is_possible(String name) {
        var preset = Presets.load(name);
        var spec = RunSpec.of("run", 1, preset, EpochSpec.untilClosed());

        assertThat(spec.model().stages()).isPositive();
        assertThat(Json.read(Json.write(spec), RunSpec.class)).isEqualTo(spec);
    }

    @Test
    void fifteen_billion_parameters_stand_in_five_stages() {
        assertThat(Presets.load("15B").model().blocks()).containsExactly(8, 11, 11, 11, 9);
    }

    @Test
    void an_unknown_preset_is_told_which_there_are() {
        assertThatThrownBy(() -> Presets.load("huge"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'huge'")
                .hasMessageContaining("tiny, 100M");
    }

    @Test
    void a_file_says_only_what_is_different_from_the_defaults(@TempDir Path folder) throws IOException {
        var file = folder.resolve("mine.yaml");
        Files.writeString(file, """
                model: {vocabulary: 300, width: 64, heads: 4, kvHeads: 2, feedForward: 128, blocks: [1, 1]}
                training:
                  sequence: 16
                  sequences: 2
                  microbatchesPerStep: 4
                  compute: FLOAT32
                  wire: FLOAT32
                  schedule: {peak: 1.0e-3, warmup: 1}
                """);

        var preset = Presets.load(file.toString());

        assertThat(preset.model().cut()).isEqualTo(Cut.NONE);
        assertThat(preset.training().adamW().beta2()).isEqualTo(0.95);
    }

    @Test
    void a_misspelt_field_is_named(@TempDir Path folder) throws IOException {
        var file = folder.resolve("mine.yaml");
        Files.writeString(file, """
                model: {vocabulary: 300, width: 64, heads: 4, kvHeads: 2, feedForward: 128, blocks: [1, 1]}
                training: {adamW: {beta3: 1}}
                """);

        assertThatThrownBy(() -> Presets.load(file.toString())).hasMessageContaining("beta3");
    }

    @Test
    void a_split_that_does_not_add_up_is_refused_with_both_sums() {
        var model = Presets.load("tiny").model();

        assertThat(model.withBlocks(List.of(6)).stages()).isEqualTo(1);
        assertThatThrownBy(() -> model.withBlocks(List.of(2, 3)))
                .hasMessageContaining("5 blocks")
                .hasMessageContaining("has 6");
    }
}
