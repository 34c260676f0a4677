package dev.iota.model.optim;

import dev.iota.model.program.Parameter;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Weights of a stage whose gradients are shown, so that a backward can be audited where no gradient leaves the stage.
 * Drawn from a seed, evenly over all weights of the stage; everybody who knows the seed and the stage's shape knows
 * them.
 */
public final class WeightPositions {
    /** How many are shown. */
    public static final int COUNT = 256;

    private final long[] tensors;
    private final long[] offsets;

    private WeightPositions(long[] tensors, long[] offsets) {
        this.tensors = tensors;
        this.offsets = offsets;
    }

    /** The positions that {@code seed} names in a stage with these parameters. */
    public static WeightPositions draw(long seed, List<Parameter> parameters) {
        var total = parameters.stream().mapToLong(Parameter::elements).sum();
        var random = new SplittableRandom(seed);
        var tensors = new long[COUNT];
        var offsets = new long[COUNT];
        for (var i = 0; i < COUNT; i++) {
            var position = random.nextLong(total);
            var tensor = 0;
            while (position >= parameters.get(tensor).elements()) {
                position -= parameters.get(tensor).elements();
                tensor++;
            }
            tensors[i] = tensor;
            offsets[i] = position;
        }
        return new WeightPositions(tensors, offsets);
    }

    /** Indices into the stage's parameters. */
    public long[] tensors() {
        return tensors.clone();
    }

    /** Elements of those parameters, row-major. */
    public long[] offsets() {
        return offsets.clone();
    }
}
