package dev.iota.cloud.table;

import dev.iota.core.data.DataManifest;
import dev.iota.core.run.RunSpec;

/**
 * The run as it was set up, and how far it is.
 *
 * @param spec what defines it
 * @param manifest what its token shards hold
 * @param data prefix of the shards' keys in the run's bucket, with the slash at its end
 * @param epoch the current epoch
 */
public record RunRecord(RunSpec spec, DataManifest manifest, String data, int epoch) {
    /** The run in another epoch. */
    public RunRecord at(int other) {
        return new RunRecord(spec, manifest, data, other);
    }

    /** The run with another learning rate. */
    public RunRecord withLearningRate(double peak) {
        return new RunRecord(spec.withLearningRate(peak), manifest, data, epoch);
    }

    /** The run with so many epochs. */
    public RunRecord withEpochs(int count) {
        return new RunRecord(spec.withEpochs(spec.epochs().withCount(count)), manifest, data, epoch);
    }
}
