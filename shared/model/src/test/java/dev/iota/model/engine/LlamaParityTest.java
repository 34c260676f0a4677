package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Rope;
import dev.iota.core.wire.Precision;
import dev.iota.model.program.Parameter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same weights and tokens in Hugging Face's Llama give the same logits. */
class LlamaParityTest {
    private static final int VOCABULARY = 13;

    /** Plain rotary embedding: θ 10 000, no smoothing. */
    private static final Rope PLAIN = new Rope(10_000, 8_192, 8_192, 1, 1, 4, 8_192);

    /**
     * Logits of the first and the last position, from {@code FlaxLlamaForCausalLM} of transformers 4.44.2 with the
     * weights of {@link #weight}, computed in float32.
     */
    private static final float[] FIRST = {
        -0.503392f,
        -0.069834f,
        0.569918f,
        -0.473091f,
        -0.119235f,
        0.586678f,
        -0.439656f,
        -0.167846f,
        0.599552f,
        -0.403309f,
        -0.215345f,
        0.608455f,
        -0.364291f
    };

    private static final float[] LAST = {
        0.120459f,
        -0.102438f,
        -0.022873f,
        0.124227f,
        -0.095470f,
        -0.033279f,
        0.127173f,
        -0.087871f,
        -0.043464f,
        0.129276f,
        -0.079689f,
        -0.053362f,
        0.130523f
    };

    @Test
    void logits_are_those_of_hugging_faces_llama() throws IOException {
        var model = new ModelSpec(VOCABULARY, 16, 4, 2, 24, List.of(1, 1), Cut.NONE, 0, PLAIN, 1e-5, 1);
        var training = Shapes.training(Precision.FLOAT32, Precision.FLOAT32, false);
        var tokens = new StageInput.Tokens(1, new int[] {3, 1, 4, 1, 5, 9});
        try (var pipeline = new Pipeline(model, training, 0, EngineOptions.cpu(1, 0))) {
            var first = 0;
            for (var stage : pipeline.stages()) {
                stage.state().readWeights(weights(stage.parameters(), first));
                first += stage.parameters().size();
            }

            var logits = pipeline.logits(tokens);

            assertThat(Arrays.copyOf(logits, VOCABULARY)).containsExactly(FIRST, within(2e-6f));
            assertThat(Arrays.copyOfRange(logits, 5 * VOCABULARY, 6 * VOCABULARY))
                    .containsExactly(LAST, within(2e-6f));
        }
    }

    private static States weights(List<Parameter> parameters, int first) {
        var states = new States();
        for (var k = 0; k < parameters.size(); k++) {
            var parameter = parameters.get(k);
            var values = new float[Math.toIntExact(parameter.elements())];
            for (var i = 0; i < values.length; i++) {
                values[i] = weight(parameter, first + k, i);
            }
            states.put(parameter.name(), values);
        }
        return states;
    }

    /** Element {@code i} of the {@code k}-th parameter of the whole model. */
    private static float weight(Parameter parameter, int k, int i) {
        var wave = Math.sin(0.9 * k + 1.7 * i);
        return (float) (parameter.kind() == Parameter.Kind.NORM ? 1 + 0.1 * wave : 0.5 * wave);
    }
}
