package dev.iota.miner.agent.compute;

import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.step.TrainingProgress;
import java.util.List;

/**
 * What a miner's engine begins with.
 *
 * @param open microbatches whose gradients are accumulated for the next step
 * @param isOnDisk whether a snapshot holds the last step
 */
public record Restored(TrainingProgress progress, List<StepEntry> open, boolean isOnDisk) {
    public Restored {
        open = List.copyOf(open);
    }

    /** With nothing accumulated, and no snapshot. */
    public static Restored fresh(TrainingProgress progress) {
        return new Restored(progress, List.of(), false);
    }
}
