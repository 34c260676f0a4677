package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;
import java.util.List;

/**
 * What a backward says about the weight gradient of its microbatch, so that every backward can be audited, also that of
 * stage 0.
 *
 * @param norms L2 norm for each parameter of the stage, in the order of its program
 * @param values gradient at the seeded positions
 */
public record GradientProbe(List<Float> norms, List<Float> values) {
    /** Seeded weight positions that a backward reports. */
    public static final int POSITIONS = 256;

    public GradientProbe {
        norms = List.copyOf(norms);
        values = List.copyOf(values);
        if (values.size() > POSITIONS) {
            throw new MalformedException(
                    "a gradient probe of %d values; at most %d are asked for".formatted(values.size(), POSITIONS));
        }
        if (!norms.stream().allMatch(Float::isFinite) || !values.stream().allMatch(Float::isFinite)) {
            throw new MalformedException("a gradient probe holds a value that is not finite");
        }
    }
}
