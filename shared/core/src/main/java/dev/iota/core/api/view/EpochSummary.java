package dev.iota.core.api.view;

import dev.iota.core.epoch.CarriedOver;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.HeldOutState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An epoch in a list.
 *
 * @param phase TRAINING, DRAINING, MERGING or PUBLISHED
 * @param phaseSince when the phase began
 * @param targetAt when its training should be over: from then on the quorum decays
 * @param mergeSeconds from the end of its draining until its weights were published; 0 before
 * @param positionsRedone of the data plan that had to start again during it
 * @param merge what it came to, of the stages that are published
 * @param carriedOver stages of which nothing was merged, with the reason
 * @param heldOut loss of the weights that it published; none before a validator measured it
 */
public record EpochSummary(
        int epoch,
        Epoch.Phase phase,
        Instant beganAt,
        Instant phaseSince,
        Instant targetAt,
        double mergeSeconds,
        long positionsRedone,
        Merge merge,
        List<CarriedOver> carriedOver,
        Optional<HeldOutLoss> heldOut) {

    /**
     * What a merge came to.
     *
     * @param shards of the plans
     * @param shardsAgreed on which two miners agree
     * @param shardsByMergeFunction which the merge function did
     * @param uploadsExcluded that were left out
     * @param minersWrong whose result of a shard was wrong
     * @param microbatches that count in what was merged; where stages differ, the fewest
     */
    public record Merge(
            int shards,
            int shardsAgreed,
            int shardsByMergeFunction,
            int uploadsExcluded,
            int minersWrong,
            long microbatches) {}

    public EpochSummary {
        carriedOver = List.copyOf(carriedOver);
    }

    public static EpochSummary of(Epoch epoch, Optional<HeldOutState> heldOut) {
        var outcome = epoch.outcome();
        var figures = outcome.figures();
        return new EpochSummary(
                epoch.epoch(),
                epoch.phase(),
                epoch.start().at(),
                epoch.since(),
                epoch.start().target(),
                outcome.mergeSeconds(),
                outcome.redone(),
                new Merge(
                        figures.shards(),
                        figures.shardsAgreed(),
                        figures.shardsByMergeFunction(),
                        figures.excluded().size(),
                        figures.wrong().size(),
                        figures.effectiveBatch()),
                outcome.carriedOver(),
                heldOut.flatMap(HeldOutLoss::of));
    }
}
