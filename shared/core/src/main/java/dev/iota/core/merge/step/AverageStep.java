package dev.iota.core.merge.step;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.upload.Payload;
import java.util.List;
import java.util.Map;

/** Weights and both moments are what the uploads say on average. The state is θ, m, v. */
public final class AverageStep implements OuterStep {

    @Override
    public int sections() {
        return Payload.WEIGHTS_AND_MOMENTS.sections();
    }

    @Override
    public boolean accepts(Payload payload) {
        return payload == Payload.WEIGHTS_AND_MOMENTS;
    }

    /** A mean over one upload gives its values back to the bit already. */
    @Override
    public boolean publishesSingleWeights() {
        return false;
    }

    @Override
    public void apply(float[][] published, float[][] aggregate, long first, int length, float[][] next) {
        for (var section = 0; section < sections(); section++) {
            System.arraycopy(aggregate[section], 0, next[section], 0, length);
        }
    }

    /**
     * The step count of everybody afterwards: t' = t + ⌊Σ w_m s_m / Σ w_m⌋.
     *
     * @param before t
     * @param kept the uploads that count, at least one
     * @param steps s_m
     */
    public static long stepsAfter(long before, List<Contribution> kept, Map<Hotkey, Integer> steps) {
        var weighted = 0L;
        var total = 0L;
        for (var contribution : kept) {
            var taken = steps.get(contribution.hotkey());
            if (taken == null) {
                throw new IllegalArgumentException("no step count of %s".formatted(contribution.hotkey()));
            }
            weighted += (long) contribution.weight() * taken;
            total += contribution.weight();
        }
        if (total == 0) {
            throw new IllegalArgumentException("no upload counts; without one the step count stays");
        }
        return before + weighted / total;
    }
}
