package dev.iota.cloud.table;

import dev.iota.core.epoch.StoredObject;
import java.util.List;
import java.util.Optional;

/**
 * The published state that an epoch of the run starts from.
 *
 * @param checkpoints by stage; none where a stage is not published yet, which only the first epoch knows
 */
public record Pointer(int epoch, List<Optional<StoredObject>> checkpoints) {
    public Pointer {
        checkpoints = List.copyOf(checkpoints);
    }

    public boolean isComplete() {
        return checkpoints.stream().allMatch(Optional::isPresent);
    }

    /** @throws IllegalStateException if the stage is not published */
    public StoredObject of(int stage) {
        return checkpoints
                .get(stage)
                .orElseThrow(() -> new IllegalStateException(
                        "stage %d has no published state for epoch %d".formatted(stage, epoch)));
    }
}
