package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.run.Cut;
import dev.iota.model.checkpoint.SafetensorsFile;
import dev.iota.model.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights and moments: how they begin, and that they go out and in again. */
class StageStateTest {
    @Test
    void a_parameter_starts_the_same_in_every_replica_and_every_split() throws IOException {
        var staged = Shapes.model(Cut.NONE);
        try (var one = new Pipeline(staged, TestStage.TRAINING, TestStage.SEED, TestStage.options(0));
                var other = new Pipeline(
                        staged.withBlocks(List.of(1, 5)), TestStage.TRAINING, TestStage.SEED, TestStage.options(0));
                var elsewhere = new Pipeline(staged, TestStage.TRAINING, TestStage.SEED + 1, TestStage.options(0))) {
            assertThat(States.weights(one)).isEqualTo(States.weights(other)).isNotEqualTo(States.weights(elsewhere));
        }
    }

    @Test
    void a_stage_starts_with_unit_norms_and_normal_maps() throws IOException {
        try (var body = TestStage.stage(1, 0)) {
            var states = States.of(body);
            var map = states.floats("model.layers.2.mlp.up_proj.weight").stream()
                    .mapToDouble(Float::doubleValue)
                    .toArray();

            assertThat(states.floats("model.layers.2.input_layernorm.weight")).containsOnly(1f);
            assertThat(Arrays.stream(map).average().orElseThrow()).isBetween(-0.02, 0.02);
            assertThat(Math.sqrt(Arrays.stream(map).map(w -> w * w).average().orElseThrow()))
                    .isBetween(0.95 * TestStage.MODEL.initialDeviation(), 1.05 * TestStage.MODEL.initialDeviation());
        }
    }

    @Test
    void cleared_moments_are_those_of_a_fresh_engine() throws IOException {
        try (var body = TestStage.stage(1, 0);
                var fresh = TestStage.stage(1, 0)) {
            body.forward(0, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));
            body.backward(0, TestStage.ramp(2), 0);
            body.step(0);
            body.state().clearMoments();
            assertThat(body.steps()).isZero();
            for (var parameter : body.parameters()) {
                assertThat(States.of(body).floats("exp_avg_sq." + parameter.name()))
                        .isEqualTo(States.of(fresh).floats("exp_avg_sq." + parameter.name()));
            }
        }
    }

    @Test
    void an_engine_that_reads_anothers_state_goes_on_as_it_would() throws IOException {
        try (var first = TestStage.stage(1, 0);
                var second = new StageEngine(
                        TestStage.MODEL, TestStage.TRAINING, 1, TestStage.SEED + 1, TestStage.options(0))) {
            trainOnce(first, 0);
            var saved = States.of(first);

            second.state().readWeights(saved);
            second.state().readMoments(saved, first.steps());
            trainOnce(first, 1);
            trainOnce(second, 1);

            for (var tensor : first.parameters()) {
                assertThat(States.of(second).floats(tensor.name()))
                        .isEqualTo(States.of(first).floats(tensor.name()));
            }
            assertThat(second.steps()).isEqualTo(2);
        }
    }

    @Test
    void with_moments_that_a_miner_chose_steps_are_the_same_whatever_it_computed() throws IOException {
        assertThat(trainedWith(1e30f, 1)).isEqualTo(trainedWith(1e30f, 5));
        assertThat(trainedWith(1, 1)).isNotEqualTo(trainedWith(1, 5));
    }

    /**
     * Weights after three steps.
     *
     * @param second moment of every weight at first
     * @param seed of what the stage is given
     */
    private static Map<String, List<Float>> trainedWith(float second, int seed) throws IOException {
        try (var body = TestStage.stage(1, 0)) {
            body.state().readMoments((name, shape, offset, chunk) -> fill(chunk, secondOr(name, second, 0)), 100);
            for (var step = 0; step < 3; step++) {
                body.forward(step, Shapes.payload(TestStage.TRAINING, TestStage.ramp(seed + step)));
                body.backward(step, TestStage.ramp(seed - step), 0);
                body.step(1e-2);
            }
            var weights = new TreeMap<String, List<Float>>();
            for (var parameter : body.parameters()) {
                weights.put(parameter.name(), States.of(body).floats(parameter.name()));
            }
            assertThat(weights.values()).allSatisfy(floats -> assertThat(floats).allMatch(Float::isFinite));
            return weights;
        }
    }

    private static float secondOr(String name, float second, float first) {
        return name.startsWith("exp_avg_sq.") ? second : first;
    }

    private static void fill(ByteBuffer chunk, float value) {
        var floats = chunk.order(ByteOrder.LITTLE_ENDIAN);
        while (floats.hasRemaining()) {
            floats.putFloat(value);
        }
    }

    @Test
    void a_state_without_one_of_the_tensors_is_refused() {
        try (var body = TestStage.stage(1, 0)) {
            assertThatThrownBy(() -> body.state().readWeights(new States()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("model.layers.2.cut.expand.weight");
        }
    }

    @Test
    void weights_go_through_a_safetensors_file_and_other_shapes_are_refused(@TempDir Path folder) throws IOException {
        var file = folder.resolve("stage.safetensors");
        var narrow = TestStage.MODEL.withVocabulary(Shapes.VOCABULARY - 1);
        try (var head = TestStage.stage(0, 0);
                var other = new StageEngine(
                        TestStage.MODEL, TestStage.TRAINING, 0, TestStage.SEED + 1, TestStage.options(0));
                var narrower = new StageEngine(narrow, TestStage.TRAINING, 0, TestStage.SEED, TestStage.options(0))) {
            SafetensorsWriter.write(file, Map.of(), head.state().weights());
            try (var written = SafetensorsFile.open(file)) {
                other.state().readWeights(StageState.reader(written));

                assertThat(States.of(other).floats("model.embed_tokens.weight"))
                        .isEqualTo(States.of(head).floats("model.embed_tokens.weight"));
                assertThatThrownBy(() -> narrower.state().readWeights(StageState.reader(written)))
                        .hasMessage("tensor model.embed_tokens.weight is F32 [61, 32]; this model's is F32 [60, 32]");
            }
        }
    }

    private static void trainOnce(StageEngine body, long id) {
        body.forward(id, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));
        body.backward(id, TestStage.ramp(2), 0);
        body.step(1e-2);
    }
}
