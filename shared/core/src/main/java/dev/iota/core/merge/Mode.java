package dev.iota.core.merge;

import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.upload.Payload;

/** How replicas of a stage train apart and together. */
public enum Mode {
    /** One step an epoch: gradients are averaged, AdamW runs in the merge. Miners hold no private state. */
    SYNC,
    /** H local steps an epoch, then Nesterov's step on the mean change. */
    DILOCO,
    /** H local steps an epoch, then the mean of weights and moments. */
    AVERAGE;

    /** What is uploaded. */
    public Payload payload(Codec codec) {
        return switch (this) {
            case SYNC -> Payload.GRADIENT;
            case DILOCO -> codec.lossless() ? Payload.WEIGHTS : Payload.DELTA;
            case AVERAGE -> Payload.WEIGHTS_AND_MOMENTS;
        };
    }
}
