package dev.iota.model.program;

import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import java.util.List;

/**
 * What a cut does to the last block before it and to the first block behind it. A block is written by
 * {@link BlockProgram}, which asks its sides and knows no cut by name; another cut is another implementation.
 */
sealed interface CutSides permits Uncut, PartialResidual {

    static CutSides of(ModelSpec model) {
        return of(model.cut());
    }

    static CutSides of(Cut cut) {
        return switch (cut) {
            case NONE -> new Uncut();
            case PARTIAL_RESIDUAL -> new PartialResidual();
        };
    }

    /** Parameters that the receiving block {@code block} has besides its own. */
    List<Parameter> receiving(ModelSpec model, int block);

    /** Parameters that the sending block {@code block} has besides its own. */
    List<Parameter> sending(ModelSpec model, int block);

    /** Writes {@code x_BTd}, the input of the attention half, from {@code z}, which crossed. */
    void open(Script script, ModelSpec model, int block);

    /** The residual stream {@code h_BTd} behind the attention output {@code a}, as an expression. */
    String attended(ModelSpec model);

    /** Returns what crosses, from the residual stream {@code h} and the feed-forward output {@code f}. */
    void close(Script script, ModelSpec model, int block);
}
