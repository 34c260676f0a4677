package dev.iota.model.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.run.Cut;
import dev.iota.core.run.Presets;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageProgramTest {

    @Test
    void the_15B_stages_hold_what_the_reference_counts_but_for_its_unused_maps() {
        var unused = 5120L * 80;

        var counts = ParameterCounts.of(Presets.load("15B").model());

        assertThat(counts.stages())
                .containsExactly(
                        2_859_581_440L - unused,
                        3_029_104_640L - unused,
                        3_029_104_640L - unused,
                        3_029_104_640L - unused,
                        3_134_438_400L);
    }

    @Test
    void the_largest_preset_has_about_a_hundred_billion_parameters() {
        assertThat(ParameterCounts.of(Presets.load("100B").model()).total())
                .isBetween(99_000_000_000L, 100_500_000_000L);
    }

    @Test
    void stages_of_an_uncut_model_share_out_the_names_of_the_whole_one() {
        var staged = ModelCuts.of(Presets.load("tiny").model(), Cut.NONE);
        var whole = staged.withBlocks(List.of(6));

        var ofStages = IntStream.range(0, 3)
                .boxed()
                .flatMap(stage -> StageProgram.parameters(staged, stage).stream())
                .toList();

        assertThat(ofStages).containsExactlyInAnyOrderElementsOf(StageProgram.parameters(whole, 0));
    }

    @Test
    void names_are_those_of_a_hugging_face_llama() {
        var whole = ModelCuts.of(Presets.load("tiny").model(), Cut.NONE).withBlocks(List.of(6));

        assertThat(StageProgram.parameters(whole, 0))
                .extracting(Parameter::name)
                .startsWith("model.embed_tokens.weight", "model.layers.0.input_layernorm.weight")
                .contains(
                        "model.layers.5.self_attn.q_proj.weight",
                        "model.layers.5.self_attn.k_proj.weight",
                        "model.layers.5.self_attn.v_proj.weight",
                        "model.layers.5.self_attn.o_proj.weight",
                        "model.layers.5.post_attention_layernorm.weight",
                        "model.layers.5.mlp.gate_proj.weight",
                        "model.layers.5.mlp.up_proj.weight",
                        "model.layers.5.mlp.down_proj.weight")
                .endsWith("model.norm.weight", "lm_head.weight")
                .hasSize(3 + 6 * 9);
    }

    @Test
    void a_cut_adds_one_map_on_each_of_its_sides() {
        var model = Presets.load("tiny").model();

        assertThat(cutTensors(0)).containsExactly("model.layers.1.cut.compress.weight [32, 256]");
        assertThat(cutTensors(1))
                .containsExactly(
                        "model.layers.2.cut.expand.weight [256, 32]", "model.layers.3.cut.compress.weight [32, 256]");
        assertThat(cutTensors(2)).containsExactly("model.layers.4.cut.expand.weight [256, 32]");
        assertThat(model.cut()).isEqualTo(Cut.PARTIAL_RESIDUAL);
    }

    @Test
    void matrices_decay_and_norms_and_embeddings_do_not() {
        var whole = ModelCuts.of(Presets.load("tiny").model(), Cut.NONE).withBlocks(List.of(6));

        var free = StageProgram.parameters(whole, 0).stream()
                .filter(parameter -> !parameter.decayed())
                .map(parameter -> parameter.name().replaceAll("\\d+", "N"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(free)
                .isEqualTo(Set.of(
                        "model.embed_tokens.weight",
                        "model.layers.N.input_layernorm.weight",
                        "model.layers.N.post_attention_layernorm.weight",
                        "model.norm.weight"));
    }

    @Test
    void the_stages_clip_shares_add_up_to_the_whole() {
        var counts = ParameterCounts.of(Presets.load("15B").model());

        var squares = IntStream.range(0, 5)
                .mapToDouble(stage -> counts.clipShare(stage) * counts.clipShare(stage))
                .sum();

        assertThat(squares).isBetween(1 - 1e-12, 1 + 1e-12);
    }

    @Test
    void a_boundary_crossing_of_15B_is_64_times_smaller_than_its_full_tensor() {
        var preset = Presets.load("15B");

        assertThat(StageMemory.boundaryBytes(preset.model(), preset.training()) * 64)
                .isEqualTo(StageMemory.boundaryBytes(ModelCuts.of(preset.model(), Cut.NONE), preset.training()))
                .isEqualTo(16L * 800 * 5120 * 2);
    }

    @Test
    void state_takes_sixteen_bytes_a_parameter_and_more_if_gradients_are_kept_apart() {
        var preset = Presets.load("tiny");
        var parameters = ParameterCounts.of(preset.model()).stages().get(1);
        var exact = exact(preset.training());

        var memory = StageMemory.of(preset.model(), exact, 1);

        assertThat(memory.weights() + memory.moments()).isEqualTo(12 * parameters);
        assertThat(memory.gradients()).isEqualTo((1 + exact.microbatchesPerStep()) * 4L * parameters);
        assertThat(memory.copies()).isZero();
        assertThat(memory.total()).isGreaterThan(20 * parameters);
    }

    private static TrainingSpec exact(TrainingSpec given) {
        return new TrainingSpec(
                given.sequence(),
                given.sequences(),
                given.slice(),
                given.microbatchesPerStep(),
                given.stepsPerEpoch(),
                Precision.FLOAT32,
                Precision.FLOAT32,
                true,
                given.adamW(),
                given.schedule());
    }

    @Test
    void in_bfloat16_matrices_have_a_copy_and_the_gradient_of_a_microbatch_takes_half() {
        var preset = Presets.load("15B");
        var parameters = ParameterCounts.of(preset.model()).stages().get(1);

        var memory = StageMemory.of(preset.model(), preset.training(), 1);

        assertThat(memory.copies()).isBetween(2 * parameters - (1 << 20), 2 * parameters);
        assertThat(memory.gradients()).isBetween(6 * parameters, 6 * parameters + (1 << 20));
    }

    @ParameterizedTest
    @CsvSource({"15B, 64", "8B, 64", "3B, 32", "1B, 14"})
    void every_stage_of_a_preset_fits_with_sixteen_microbatches_on_their_way(String name, long gib) {
        var preset = Presets.load(name);
        for (var stage = 0; stage < preset.model().stages(); stage++) {
            var memory = StageMemory.of(preset.model(), preset.training(), stage);

            assertThat(memory.total() + 16 * 4 * memory.boundary())
                    .as("stage %d of %s: %s", stage, name, memory)
                    .isLessThanOrEqualTo(gib << 30);
        }
    }

    @Test
    void the_logits_of_a_slice_and_not_of_a_microbatch_are_in_memory() {
        var preset = Presets.load("15B");
        var tail = preset.model().stages() - 1;
        var logits =
                (long) preset.training().tokensPerMicrobatch() * preset.model().vocabulary() * Float.BYTES;

        assertThat(LossSlices.bytes(preset.model(), preset.training().tokensPerMicrobatch()))
                .isLessThan(logits / 2);
        assertThat(StageMemory.of(preset.model(), preset.training(), tail)
                        .kept()
                        .graph())
                .isEqualTo(StageMemory.graphBytes(preset.model(), preset.training(), tail - 1) / 11 * 9);
    }

    @Test
    void a_stage_that_does_not_exist_is_refused_by_its_number() {
        assertThatThrownBy(() -> StageProgram.parameters(Presets.load("tiny").model(), 3))
                .hasMessage("there is no stage 3; the model has stages 0 to 2");
    }

    private static List<String> cutTensors(int stage) {
        return StageProgram.parameters(Presets.load("tiny").model(), stage).stream()
                .filter(parameter -> parameter.name().contains(".cut."))
                .map(parameter -> parameter.name() + " " + parameter.shape())
                .toList();
    }
}
