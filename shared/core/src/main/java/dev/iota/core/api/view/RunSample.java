package dev.iota.core.api.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A point of the curves of a run.
 *
 * @param at when the sweep looked
 * @param tokensTrained so far
 * @param lossSumNats of all microbatches completed so far
 * @param lossNats mean of those completed since the sample before, for a token; none if there were none
 * @param tokensPerSecond since the sample before; none for the first
 * @param minerHours of all miners that answered, so far
 * @param runHours while the orchestrator was up, so far
 */
public record RunSample(
        Instant at,
        int epoch,
        long microbatchesCompleted,
        long tokensTrained,
        double lossSumNats,
        Optional<Double> lossNats,
        Optional<Double> tokensPerSecond,
        double minerHours,
        double runHours,
        List<StagePoint> stages) {

    /** One stage of it, in the order of the stages; what its numbers mean is said at {@link StageSummary}. */
    public record StagePoint(
            int minersActive, int slotsInUse, int microbatchesWaiting, Optional<Double> utilisationPercent) {}

    public RunSample {
        stages = List.copyOf(stages);
    }
}
