package dev.iota.local.runner.options;

import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.RunSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.local.runner.failure.RunnerException;
import java.time.Duration;

/**
 * How a local run is cut into epochs.
 *
 * @param epochs wanted
 * @param mode of the merge
 * @param codec of uploads
 * @param moments that an epoch of {@code diloco} begins with
 */
public record EpochChoice(int epochs, Mode mode, Codec codec, Moments moments) {
    /** Of one long epoch: a learning rate that follows its own steps to the end. */
    private static final int STEPS_OF_LONG_EPOCH = 1_000_000;

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** With steps as the measure, miners that are this late go without being waited for. */
    private static final Duration TARGET = Duration.ofMinutes(10);

    /** Of the active miners, in percent. */
    private static final int EVERYBODY = 100;

    /** Whether the run is one epoch that ends when the run is closed, and may be opened again. */
    private boolean isOne() {
        return epochs == 1 && mode != Mode.SYNC;
    }

    /** H: steps of an epoch. */
    public TrainingSpec training(TrainingSpec preset, TrainOptions.Length length) {
        if (mode == Mode.SYNC) {
            return preset.withStepsPerEpoch(1);
        }
        if (isOne()) {
            return preset.withStepsPerEpoch(STEPS_OF_LONG_EPOCH);
        }
        return length.steps().isPresent() ? preset.withStepsPerEpoch(stepsOfEpoch(length)) : preset;
    }

    public EpochSpec spec(TrainingSpec training, TrainOptions.Length length) {
        var plain = MergeOptions.of(mode, codec, 1);
        var merge = plain.withDiloco(plain.diloco().with(moments));
        if (isOne()) {
            var whole = EpochSpec.untilClosed();
            return new EpochSpec(0, whole.shortest(), whole.target(), usual(), merge, LEASE);
        }
        if (length.steps().isPresent() || mode == Mode.SYNC) {
            var steps = mode == Mode.SYNC ? 1 : stepsOfEpoch(length);
            // So many steps of every miner: on one machine they are alike, and none is there for nothing.
            var all = quorums(EVERYBODY, steps * training.microbatchesPerStep());
            return new EpochSpec(epochs, Duration.ZERO, TARGET, all, merge, LEASE);
        }
        var each = length.time().orElseThrow().dividedBy(epochs);
        return new EpochSpec(epochs, each, each, usual(), merge, LEASE);
    }

    /**
     * Epochs that a run is to have that is resumed; 0 where it is not cut into any.
     *
     * @param current the epoch that it is in
     * @throws RunnerException if nothing is left to do, or what was asked for does not fit the run's epochs
     */
    public static int count(RunSpec run, int current, TrainOptions.Length length) {
        var spec = run.epochs();
        if (spec.count() == 0) {
            require(
                    length.epochs().isEmpty(),
                    "--epochs is given and the run is not cut into epochs; say --minutes or --steps");
            return 0;
        }
        if (length.epochs().isPresent()) {
            return current + length.epochs().getAsInt();
        }
        var byTime = spec.shortest().isPositive();
        if (length.steps().isPresent()) {
            require(!byTime, "--steps is given and an epoch of the run takes %s; say --epochs", spec.shortest());
            return current + ceil(length.steps().getAsLong(), run.training().stepsPerEpoch());
        }
        if (length.minutes().isPresent()) {
            require(byTime, "--minutes is given and epochs of the run are counted in steps; say --epochs or --steps");
            return current
                    + ceil(length.minutes().get().toMillis(), spec.shortest().toMillis());
        }
        require(
                current < spec.count(),
                "the %d epochs of the run are over; --epochs E lets it go on with E more",
                spec.count());
        return spec.count();
    }

    private static int ceil(long all, long each) {
        return Math.toIntExact(Math.ceilDiv(all, each));
    }

    private static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new RunnerException(message, values);
        }
    }

    private int stepsOfEpoch(TrainOptions.Length length) {
        return Math.max(1, Math.toIntExact(length.steps().orElseThrow() / epochs));
    }

    private static QuorumOptions usual() {
        return quorums(QuorumOptions.DEFAULT.trainingPercent(), QuorumOptions.DEFAULT.minimumBackwards());
    }

    private static QuorumOptions quorums(int trainingPercent, int minimumBackwards) {
        var usual = QuorumOptions.DEFAULT;
        return new QuorumOptions(
                trainingPercent,
                minimumBackwards,
                usual.decayPercent(),
                usual.decayEvery(),
                usual.collectingPercent(),
                usual.stragglers(),
                GRACE);
    }
}
