package dev.iota.orchestrator.admin;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import java.util.List;
import java.util.Optional;

/**
 * An epoch that the run went through, or can go on from.
 *
 * @param current whether the run is in it
 * @param status how it went; none if nothing of it has begun
 * @param starts what its stages start from, in order
 */
public record EpochHistory(int epoch, boolean current, Optional<EpochStatus> status, List<Start> starts) {
    public EpochHistory {
        starts = List.copyOf(starts);
    }

    /**
     * What a stage starts from.
     *
     * @param checkpoint SHA-256 of it
     * @param origin how it came about
     * @param parent the epoch that started from what it came from; none for the first
     */
    public record Start(String checkpoint, Origin origin, Optional<Integer> parent) {}
}
