package dev.iota.core.step;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.run.TrainingSpec;

/**
 * The first steps of an optimiser that begins without moments are short: AdamW's first ones are as long as the rate
 * says, whatever the gradient.
 *
 * @param taken short steps so far
 * @param length short steps in all
 */
public record Warmup(int taken, int length) {
    /** Of an optimiser whose moments are there, or that begins with the run, as everybody's does. */
    public static final Warmup NONE = new Warmup(0, 0);

    /** Short steps of a miner that joins an epoch in which the others have moments. */
    private static final int JOINING = 20;

    /** A part of the epoch's steps that is short where everybody begins each epoch anew. */
    private static final int PART = 10;

    public Warmup {
        if (taken < 0 || length < taken) {
            throw new InvalidSpecException("%d of %d short steps; wanted 0 ≤ taken ≤ length".formatted(taken, length));
        }
    }

    /** Of a miner that joins. */
    public static Warmup joining() {
        return new Warmup(0, JOINING);
    }

    /** Of every miner where moments are restarted with each epoch of so many steps. */
    public static Warmup restarted(int stepsPerEpoch) {
        return new Warmup(0, Math.min(JOINING, 1 + Math.ceilDiv(stepsPerEpoch, PART)));
    }

    /**
     * Of every miner in this epoch, where moments are restarted: no step of the first one is short, in which everybody
     * begins and the run's own schedule is short at first.
     */
    public static Warmup restartedIn(int epoch, int stepsPerEpoch) {
        return epoch == 0 ? NONE : restarted(stepsPerEpoch);
    }

    /** What the rate of the next step is multiplied by. */
    public double factor() {
        return taken < length ? (taken + 1.0) / length : 1;
    }

    /**
     * The rate of the next step.
     *
     * @param number of the step, counted from 1 within the epoch
     */
    public double rate(TrainingSpec training, int epoch, int number) {
        return factor() * training.learningRate(epoch, number - 1);
    }

    /** After a step. */
    public Warmup next() {
        return taken < length ? new Warmup(taken + 1, length) : this;
    }
}
