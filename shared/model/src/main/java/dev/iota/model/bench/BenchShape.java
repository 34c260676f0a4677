package dev.iota.model.bench;

import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Rope;
import dev.iota.core.run.Schedule;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Precision;
import dev.iota.model.program.Parameter;
import dev.iota.model.program.StageProgram;
import java.util.List;

/**
 * What is measured.
 *
 * @param model whose stage
 * @param training its B and T
 * @param stage counted from 0; neither head nor tail is needed, both can be measured
 */
public record BenchShape(ModelSpec model, TrainingSpec training, int stage) {
    private static final int VOCABULARY = 257;

    /**
     * The shape that the targets are stated for: a body stage of 4 blocks of width 512, bottleneck 64, 4 × 512 tokens.
     */
    public static BenchShape standard() {
        var model = new ModelSpec(
                VOCABULARY, 512, 8, 4, 1376, List.of(4, 4, 4), Cut.PARTIAL_RESIDUAL, 64, Rope.LLAMA_3, 1e-5, 0.02);
        var training = new TrainingSpec(
                512,
                4,
                0,
                1,
                1,
                Precision.FLOAT32,
                Precision.BFLOAT16,
                false,
                new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1),
                Schedule.constant(1e-4, 0));
        return new BenchShape(model, training, 1);
    }

    /** The body stage of a preset, or its tail if it has no body. */
    public static BenchShape of(Preset preset) {
        return new BenchShape(
                preset.model(), preset.training(), Math.min(1, preset.model().stages() - 1));
    }

    /**
     * Floating-point operations of training on one token: three times those of a forward, which are 2 for each weight
     * of a linear map and {@code 2 · T · d} a block for attention: 4 · T · d for scores and mixing, of which the causal
     * half is needed. Norms, activations and the optimiser are not counted.
     */
    public double flopPerToken() {
        var linear = 2.0
                * StageProgram.parameters(model, stage).stream()
                        .filter(parameter -> parameter.kind() == Parameter.Kind.MATRIX)
                        .mapToLong(Parameter::elements)
                        .sum();
        var attention =
                2.0 * training.sequence() * model.width() * model.blocks().get(stage);
        return 3 * (linear + attention);
    }

    BenchShape computing(Precision compute) {
        return new BenchShape(model, training.computing(compute, training.wire()), stage);
    }
}
