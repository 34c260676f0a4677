package dev.iota.model.optim;

import dev.iota.core.run.ModelSpec;
import dev.iota.model.program.Parameter;
import dev.iota.model.program.ParameterCounts;
import dev.iota.model.program.StageProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Parameters that are clipped together: those of one stage.
 *
 * @param stage whose they are
 * @param share of the model's clipping norm: √(P_stage / P_total)
 * @param parameters indices into the parameters of the engine
 */
public record ClipGroup(int stage, double share, List<Integer> parameters) {

    public ClipGroup {
        parameters = List.copyOf(parameters);
    }

    /**
     * Groups the parameters of an engine by the stages of {@code staged}: one group for an engine that is such a stage,
     * several for one that holds the whole model and is to clip as the stages do.
     *
     * @throws IllegalArgumentException if a parameter belongs to no stage of {@code staged}
     */
    public static List<ClipGroup> of(ModelSpec staged, List<Parameter> parameters) {
        var names = parameters.stream().map(Parameter::name).toList();
        var counts = ParameterCounts.of(staged);
        var groups = new ArrayList<ClipGroup>();
        for (var stage = 0; stage < staged.stages(); stage++) {
            var theirs = StageProgram.parameters(staged, stage).stream()
                    .map(Parameter::name)
                    .collect(Collectors.toSet());
            var index = IntStream.range(0, names.size())
                    .filter(i -> theirs.contains(names.get(i)))
                    .boxed()
                    .toList();
            if (!index.isEmpty()) {
                groups.add(new ClipGroup(stage, counts.clipShare(stage), index));
            }
        }
        var grouped =
                groups.stream().mapToInt(group -> group.parameters().size()).sum();
        if (grouped != names.size()) {
            throw new IllegalArgumentException(
                    ("%d of %d parameters belong to a stage of the split %s; the cut and the blocks must "
                                    + "be those of the engine")
                            .formatted(grouped, names.size(), staged.blocks()));
        }
        return groups;
    }
}
