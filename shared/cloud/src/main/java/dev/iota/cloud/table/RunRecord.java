package dev.iota.cloud.table;

import dev.iota.core.base.MalformedException;
import dev.iota.core.data.DataManifest;
import dev.iota.core.divergence.Halt;
import dev.iota.core.owner.Order;
import dev.iota.core.run.RunSpec;
import java.util.Optional;

/**
 * The run as it was set up, and how far it is.
 *
 * @param spec what defines it
 * @param manifest what its token shards hold
 * @param data prefix of the shards' keys in the run's bucket, with the slash at its end
 * @param epoch the current epoch
 * @param halted there if the run stopped before its time, until its operator lets it go on
 * @param order of its owner that is in force, if it does not simply train
 */
public record RunRecord(
        RunSpec spec, DataManifest manifest, String data, int epoch, Optional<Halt> halted, Optional<Order> order) {
    public RunRecord {
        var sha256 = manifest.sha256();
        if (!spec.data().equals(Optional.of(sha256))) {
            throw new MalformedException(
                    ("the run's specification names data whose manifest has the SHA-256 %s, and the"
                                    + " manifest on record has %s: one of them was replaced")
                            .formatted(spec.data().orElse("none"), sha256));
        }
    }

    /**
     * A run that goes on.
     *
     * @param spec gets the name of these data
     * @throws dev.iota.core.base.InvalidSpecException if it names others
     */
    public RunRecord(RunSpec spec, DataManifest manifest, String data, int epoch) {
        this(spec.withData(manifest.sha256()), manifest, data, epoch, Optional.empty(), Optional.empty());
    }

    /** The run in another epoch. */
    public RunRecord at(int other) {
        return new RunRecord(spec, manifest, data, other, halted, order);
    }

    /** The run with another learning rate. */
    public RunRecord withLearningRate(double peak) {
        return withSpec(spec.withLearningRate(peak));
    }

    /** The run with so many epochs. */
    public RunRecord withEpochs(int count) {
        return withSpec(spec.withEpochs(spec.epochs().withCount(count)));
    }

    private RunRecord withSpec(RunSpec other) {
        return new RunRecord(other, manifest, data, epoch, halted, order);
    }

    /** The run stopped. */
    public RunRecord halted(Halt halt) {
        return new RunRecord(spec, manifest, data, epoch, Optional.of(halt), order);
    }

    /** The run under another order of its owner, or under none. */
    public RunRecord ordered(Optional<Order> next) {
        return new RunRecord(spec, manifest, data, epoch, halted, next);
    }

    /** The run as it goes on: paused if it was. */
    public RunRecord goingOn() {
        return new RunRecord(spec, manifest, data, epoch, Optional.empty(), order.filter(Order::isPause));
    }
}
