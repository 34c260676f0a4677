package dev.iota.model.program;

import dev.iota.core.run.Cut;
import dev.iota.core.run.Preset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A preset in numbers, before anything is allocated.
 *
 * @param parameters of each stage
 * @param memory of each stage
 * @param boundaryBytes of one crossing of one microbatch
 * @param compression bytes of the full-width tensor over {@code boundaryBytes}
 */
public record ModelSummary(
        ParameterCounts parameters, List<StageMemory> memory, long boundaryBytes, double compression) {

    public ModelSummary {
        memory = List.copyOf(memory);
    }

    public static ModelSummary of(Preset preset) {
        var model = preset.model();
        var training = preset.training();
        var boundary = StageMemory.boundaryBytes(model, training);
        return new ModelSummary(
                ParameterCounts.of(model),
                IntStream.range(0, model.stages())
                        .mapToObj(stage -> StageMemory.of(model, training, stage))
                        .toList(),
                boundary,
                (double) StageMemory.boundaryBytes(model.withCut(Cut.NONE), training) / boundary);
    }

    /** One line for each stage, one for the whole. */
    public String text() {
        var text = new StringBuilder();
        for (var stage = 0; stage < memory.size(); stage++) {
            var needs = memory.get(stage);
            text.append(String.format(
                    Locale.ROOT,
                    "stage %2d  %,16d parameters  %s: weights %s, moments %s, gradients %s, one graph %s%n",
                    stage,
                    parameters.stages().get(stage),
                    StageMemory.gibibytes(needs.total()),
                    StageMemory.gibibytes(needs.weights()),
                    StageMemory.gibibytes(needs.moments()),
                    StageMemory.gibibytes(needs.gradients()),
                    StageMemory.gibibytes(needs.graph())));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "total     %,16d parameters; %,d bytes a boundary crossing, %.0f times fewer than full width%n",
                        parameters.total(),
                        boundaryBytes,
                        compression))
                .toString();
    }
}
