package dev.iota.cloud.table;

import dev.iota.core.data.DataManifest;
import dev.iota.core.divergence.Halt;
import dev.iota.core.run.RunSpec;
import java.util.Optional;

/**
 * The run as it was set up, and how far it is.
 *
 * @param spec what defines it
 * @param manifest what its token shards hold
 * @param data prefix of the shards' keys in the run's bucket, with the slash at its end
 * @param epoch the current epoch
 * @param halted there if the run stopped by itself, until its operator lets it go on
 */
public record RunRecord(RunSpec spec, DataManifest manifest, String data, int epoch, Optional<Halt> halted) {
    /** A run that goes on. */
    public RunRecord(RunSpec spec, DataManifest manifest, String data, int epoch) {
        this(spec, manifest, data, epoch, Optional.empty());
    }

    /** The run in another epoch. */
    public RunRecord at(int other) {
        return new RunRecord(spec, manifest, data, other, halted);
    }

    /** The run with another learning rate. */
    public RunRecord withLearningRate(double peak) {
        return new RunRecord(spec.withLearningRate(peak), manifest, data, epoch, halted);
    }

    /** The run with so many epochs. */
    public RunRecord withEpochs(int count) {
        return new RunRecord(spec.withEpochs(spec.epochs().withCount(count)), manifest, data, epoch, halted);
    }

    /** The run stopped. */
    public RunRecord halted(Halt halt) {
        return new RunRecord(spec, manifest, data, epoch, Optional.of(halt));
    }

    /** The run as it goes on. */
    public RunRecord goingOn() {
        return new RunRecord(spec, manifest, data, epoch, Optional.empty());
    }
}
