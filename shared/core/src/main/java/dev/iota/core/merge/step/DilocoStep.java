package dev.iota.core.merge.step;

import dev.iota.core.merge.codec.Values;
import dev.iota.core.merge.upload.Payload;

/**
 * Nesterov's step on Δ̄, the aggregate of Δ_m = θ_e − θ_m. The state is θ, and u where there is momentum (u_0 = 0):
 *
 * <pre>
 * u' = μ u + Δ̄
 * θ' = θ − η (Δ̄ + μ u')
 * </pre>
 *
 * with the u' that is stored.
 */
public final class DilocoStep implements OuterStep {
    private final boolean hasMomentum;
    private final double rate;
    private final double momentum;

    public DilocoStep(DilocoOptions options, int epoch) {
        hasMomentum = options.hasMomentum();
        rate = options.rate();
        momentum = options.momentum(epoch);
    }

    @Override
    public int sections() {
        return hasMomentum ? 2 : 1;
    }

    @Override
    public boolean accepts(Payload payload) {
        return payload == Payload.DELTA || payload == Payload.WEIGHTS;
    }

    @Override
    public boolean publishesSingleWeights() {
        return !hasMomentum && rate == 1;
    }

    @Override
    public void apply(float[][] published, float[][] aggregate, long first, int length, float[][] next) {
        if (hasMomentum) {
            nesterov(published, aggregate[0], length, next[0], next[1]);
        } else {
            plain(published[0], aggregate[0], length, next[0]);
        }
    }

    private void nesterov(float[][] published, float[] delta, int length, float[] weights, float[] velocity) {
        var before = published[1];
        for (var i = 0; i < length; i++) {
            velocity[i] = Values.saturated(momentum * before[i] + delta[i]);
        }
        var start = published[0];
        for (var i = 0; i < length; i++) {
            weights[i] = Values.saturated(start[i] - rate * (delta[i] + momentum * velocity[i]));
        }
    }

    private void plain(float[] start, float[] delta, int length, float[] weights) {
        for (var i = 0; i < length; i++) {
            weights[i] = Values.saturated(start[i] - rate * delta[i]);
        }
    }
}
