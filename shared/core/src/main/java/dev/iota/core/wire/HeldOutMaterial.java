package dev.iota.core.wire;

import java.util.List;

/**
 * What the held-out loss of published weights is measured from.
 *
 * @param tokens a token shard, all of which is measured on ({@link dev.iota.core.data.HeldOutSample})
 * @param checkpoints a {@link dev.iota.core.epoch.CheckpointAccess} to the weights of each stage, the head's first
 */
public record HeldOutMaterial(Source tokens, List<Source> checkpoints) {
    public HeldOutMaterial {
        checkpoints = List.copyOf(checkpoints);
    }
}
