package dev.iota.core.merge.step;

/**
 * The outer optimiser of {@code diloco} (Douillard et al. 2023). In the steady state an epoch moves the weights by
 * η/(1−μ) times Δ̄.
 *
 * @param rate η
 * @param firstMomentum μ of epoch 0
 * @param lastMomentum μ from epoch {@code rampEpochs} on
 * @param rampEpochs epochs over which μ rises, in a straight line
 * @param moments what the inner optimiser begins an epoch with
 */
public record DilocoOptions(double rate, double firstMomentum, double lastMomentum, int rampEpochs, Moments moments) {
    /** η 0.7, μ from 0.5 to 0.9 over 20 epochs: a steady gain of 7. */
    public static final DilocoOptions NESTEROV = new DilocoOptions(0.7, 0.5, 0.9, 20, Moments.KEPT);

    /** η 1, μ 0: the mean of the weights. */
    public static final DilocoOptions PLAIN = new DilocoOptions(1, 0, 0, 0, Moments.KEPT);

    /** With fewer local steps than this, a gain of 7 is too much. */
    private static final int STEPS_FOR_MOMENTUM = 10;

    public DilocoOptions {
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("η is %s; it must be positive".formatted(rate));
        }
        if (!(firstMomentum >= 0 && firstMomentum <= lastMomentum && lastMomentum < 1)) {
            throw new IllegalArgumentException(
                    "μ from %s to %s; wanted 0 ≤ first ≤ last < 1".formatted(firstMomentum, lastMomentum));
        }
        if (rampEpochs < 0) {
            throw new IllegalArgumentException("μ rises over %d epochs; wanted 0 or more".formatted(rampEpochs));
        }
    }

    /** The default for H steps of an epoch. */
    public static DilocoOptions forSteps(int stepsPerEpoch) {
        return stepsPerEpoch < STEPS_FOR_MOMENTUM ? PLAIN : NESTEROV;
    }

    /** The same with another beginning of the inner optimiser. */
    public DilocoOptions with(Moments other) {
        return new DilocoOptions(rate, firstMomentum, lastMomentum, rampEpochs, other);
    }

    /** μ of an epoch. */
    public double momentum(int epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch %d; epochs are counted from 0".formatted(epoch));
        }
        return epoch >= rampEpochs ? lastMomentum : firstMomentum + (lastMomentum - firstMomentum) * epoch / rampEpochs;
    }

    /** Whether there is a momentum u to publish. */
    public boolean hasMomentum() {
        return lastMomentum > 0;
    }
}
