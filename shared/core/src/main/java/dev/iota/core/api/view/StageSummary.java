package dev.iota.core.api.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A stage as the sweep found it, with its miners.
 *
 * @param sampledAt when the sweep looked
 * @param miners how many, and in which state
 * @param work how much of it there is
 * @param totals from which rates follow, with those of the sweep before
 */
public record StageSummary(int stage, Instant sampledAt, Miners miners, Work work, Totals totals) {

    /**
     * Miners of a stage.
     *
     * @param active that answer
     * @param ready of these, those that take work
     * @param silent that were not heard of for too long
     * @param evicted that lost their place
     * @param countedAt when the silent and the evicted ones were counted, which is done less often than the rest
     */
    public record Miners(int active, int ready, int silent, int evicted, Instant countedAt) {}

    /**
     * Work of a stage.
     *
     * @param slots microbatches that its miners can hold
     * @param slotsInUse that they hold
     * @param microbatchesWaiting for a miner
     * @param hopsPerSecond done since the sweep before; none where that cannot be said
     * @param utilisationPercent share of the time that devices of active miners computed since the sweep before; none
     *     where that cannot be said
     */
    public record Work(
            int slots,
            int slotsInUse,
            int microbatchesWaiting,
            Optional<Double> hopsPerSecond,
            Optional<Double> utilisationPercent) {}

    /**
     * Sums over the active miners.
     *
     * @param hops accepted so far
     * @param deviceSeconds of these hops
     */
    public record Totals(long hops, double deviceSeconds) {}
}
