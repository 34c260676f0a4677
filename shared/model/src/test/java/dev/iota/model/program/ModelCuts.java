package dev.iota.model.program;

import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;

/** Models of presets with other cuts than theirs. */
public final class ModelCuts {
    private ModelCuts() {}

    /** The same model, cut like this. */
    public static ModelSpec of(ModelSpec model, Cut cut) {
        return new ModelSpec(
                model.vocabulary(),
                model.width(),
                model.heads(),
                model.kvHeads(),
                model.feedForward(),
                model.blocks(),
                cut,
                model.cutWidth(),
                model.rope(),
                model.normEpsilon(),
                model.initialDeviation());
    }
}
