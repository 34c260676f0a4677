package dev.iota.core.api;

import dev.iota.core.epoch.CarriedOver;
import dev.iota.core.epoch.EpochFigures;
import java.time.Instant;
import java.util.List;

/**
 * How far an epoch is, or how it went.
 *
 * @param phase TRAINING, DRAINING, MERGING or PUBLISHED
 * @param started when it began
 * @param commitment to the secret that the plans of its merge are drawn from, see
 *     {@link dev.iota.core.merge.plan.PlanSeed}
 * @param mergeSeconds from the end of its draining until its weights were published; 0 before
 * @param redone data positions that had to start again during it
 * @param figures of the stages that are published
 * @param carriedOver stages of which nothing was merged: their training in this epoch was for nothing
 */
public record EpochStatus(
        int epoch,
        String phase,
        Instant started,
        String commitment,
        double mergeSeconds,
        long redone,
        EpochFigures figures,
        List<CarriedOver> carriedOver) {
    public EpochStatus {
        carriedOver = List.copyOf(carriedOver);
    }
}
