package dev.iota.core.merge.step;

import dev.iota.core.merge.codec.Values;
import dev.iota.core.merge.upload.Payload;
import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2) on the mean of clipped mean gradients g. The state is θ, m, v:
 *
 * <pre>
 * m' = β1 m + (1 − β1) g
 * v' = β2 v + (1 − β2) g²
 * θ' = θ (1 − lr λ) − lr (m' / (1 − β1ᵗ)) / (√(v' / (1 − β2ᵗ)) + ε)
 * </pre>
 *
 * with the m' and v' that are stored, so that the next state follows from published numbers alone.
 */
public final class SyncStep implements OuterStep {
    private static final int SECTIONS = 3;

    private final AdamWSpec adamW;
    private final double rate;
    private final double correction1;
    private final double correction2;
    private final List<ElementRange> decayed;

    /**
     * @param rate learning rate of this step
     * @param step t, counted from 1: one more than the published step count
     * @param decayed the elements that have weight decay, ascending and apart: those of matrices
     */
    public SyncStep(AdamWSpec adamW, double rate, long step, List<ElementRange> decayed) {
        if (step < 1) {
            throw new IllegalArgumentException("step %d; steps are counted from 1".formatted(step));
        }
        if (!(rate >= 0)) {
            throw new IllegalArgumentException("a learning rate of %s; it must not be negative".formatted(rate));
        }
        for (var i = 1; i < decayed.size(); i++) {
            if (decayed.get(i).from() < decayed.get(i - 1).to()) {
                throw new IllegalArgumentException("decayed elements %s come after %s; wanted ascending, apart"
                        .formatted(decayed.get(i), decayed.get(i - 1)));
            }
        }
        this.adamW = adamW;
        this.rate = rate;
        this.correction1 = 1 - power(adamW.beta1(), step);
        this.correction2 = 1 - power(adamW.beta2(), step);
        this.decayed = List.copyOf(decayed);
    }

    @Override
    public int sections() {
        return SECTIONS;
    }

    @Override
    public boolean accepts(Payload payload) {
        return payload == Payload.GRADIENT;
    }

    @Override
    public boolean publishesSingleWeights() {
        return false;
    }

    @Override
    public void apply(float[][] published, float[][] aggregate, long first, int length, float[][] next) {
        var done = 0;
        for (var range : decayed) {
            var from = Math.clamp(range.from() - first, done, length);
            var to = Math.clamp(range.to() - first, from, length);
            step(published, aggregate[0], 0, done, from, next);
            step(published, aggregate[0], adamW.weightDecay(), from, to, next);
            done = to;
        }
        step(published, aggregate[0], 0, done, length, next);
    }

    private void step(float[][] published, float[] gradient, double decay, int from, int to, float[][] next) {
        moments(published[1], gradient, adamW.beta1(), from, to, next[1]);
        squares(published[2], gradient, adamW.beta2(), from, to, next[2]);
        var weights = published[0];
        var moved = next[0];
        var first = next[1];
        var second = next[2];
        var kept = 1 - rate * decay;
        var epsilon = adamW.epsilon();
        for (var i = from; i < to; i++) {
            var direction = first[i] / correction1 / (Math.sqrt(second[i] / correction2) + epsilon);
            moved[i] = Values.saturated(weights[i] * kept - rate * direction);
        }
    }

    private static void moments(float[] m, float[] gradient, double beta, int from, int to, float[] next) {
        for (var i = from; i < to; i++) {
            next[i] = Values.saturated(beta * m[i] + (1 - beta) * gradient[i]);
        }
    }

    private static void squares(float[] v, float[] gradient, double beta, int from, int to, float[] next) {
        for (var i = from; i < to; i++) {
            double g = gradient[i];
            next[i] = Values.saturated(beta * v[i] + (1 - beta) * (g * g));
        }
    }

    /** By repeated multiplication: {@link Math#pow} may differ in the last bit from one platform to another. */
    private static double power(double base, long exponent) {
        var power = 1.0;
        // Once it is zero it stays zero.
        for (var i = 0L; i < exponent && power > 0; i++) {
            power *= base;
        }
        return power;
    }
}
