package dev.iota.core.run;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.Event;
import java.time.Duration;

/**
 * What an epoch of a run is.
 *
 * @param count epochs of the run; 0: until it is closed
 * @param shortest training goes on for so long even if enough miners have done enough
 * @param target after so long the quorum begins to decay
 * @param quorums when phases end
 * @param merge how the uploads of a stage become one state
 * @param lease a shard is taken from its miner after so long
 */
public record EpochSpec(
        int count, Duration shortest, Duration target, QuorumOptions quorums, MergeOptions merge, Duration lease) {

    public EpochSpec {
        require(count >= 0, "epochs.count is %d; wanted 0 or more", count);
        require(
                !shortest.isNegative() && target.compareTo(shortest) >= 0,
                "epochs.shortest is %s and epochs.target %s; wanted 0 ≤ shortest ≤ target",
                shortest,
                target);
        require(lease.isPositive(), "epochs.lease is %s; it must be positive", lease);
    }

    /** An epoch lasts until the run is closed; its end publishes the mean of what was trained. */
    public static EpochSpec untilClosed() {
        return new EpochSpec(
                0,
                Duration.ofDays(3650),
                Duration.ofDays(3650),
                QuorumOptions.DEFAULT,
                MergeOptions.of(Mode.DILOCO, new Float32Codec(), 1),
                Duration.ofMinutes(1));
    }

    /** As many epochs, each as before. */
    public EpochSpec withCount(int epochs) {
        return new EpochSpec(epochs, shortest, target, quorums, merge, lease);
    }

    /** What is uploaded of a stage at the end of an epoch. */
    public UploadSpec upload(String run, int epoch, int stage, long elements) {
        return new UploadSpec(run, epoch, stage, merge.mode().payload(merge.codec()), merge.codec(), elements);
    }

    /** Whether the merge takes the optimiser step: there is one in the epoch then. */
    public boolean isStepOfMerge() {
        return merge.mode() == Mode.SYNC;
    }

    /** Sections of a published state that an epoch begins with: weights, and moments where they are averaged. */
    public int sectionsToBegin() {
        return merge.mode() == Mode.AVERAGE ? sections() : 1;
    }

    /**
     * Forwards that may join one step of a miner. A step that the merge takes has as many as its record can name, and
     * no more than A where the gradients are kept apart, for which there is memory.
     */
    public int forwardsPerStep(TrainingSpec training) {
        return isStepOfMerge() && !training.orderedAccumulation() ? Event.MAX_ENTRIES : training.microbatchesPerStep();
    }

    private static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new InvalidSpecException(message.formatted(values));
        }
    }

    /** Sections of a published state. */
    public int sections() {
        return switch (merge.mode()) {
            case SYNC, AVERAGE -> 3;
            case DILOCO -> merge.diloco().hasMomentum() ? 2 : 1;
        };
    }
}
