package dev.iota.local.simulator.scenario;

/**
 * What one write takes of the tables: of every kind so many units of the item's key, and of the keys of its indexes.
 * This is the one place where these figures stand; docs/costs.md counts them of real runs.
 *
 * @param transactional whether what must happen together with a microbatch is one transaction, whose items count
 *     twice, and two that meet at an item conflict
 * @param spread whether microbatches are keyed by themselves; else all of an index shard have one key
 * @param microbatch written with every hop
 * @param miner written with a hop or after it, for each miner that it concerns; its index is by stage
 * @param counters of a feed or of what became of its microbatches
 * @param others what else is written
 * @param reads of items and queries
 * @param sweepMillisPerMiner that the sweep takes to look at one miner
 */
public record TableDesign(
        boolean transactional,
        boolean spread,
        MicrobatchUnits microbatch,
        Units miner,
        Units counters,
        OtherUnits others,
        Reads reads,
        double sweepMillisPerMiner) {

    /** Of the item and of its index. */
    public record Units(double table, double index) {}

    /**
     * Of the item, of the index of deadlines (by index shard) and of the index of places (by stage and index shard).
     */
    public record MicrobatchUnits(double table, double deadlines, double places) {}

    /**
     * @param acknowledged a backward that was accepted
     * @param step of a miner, whose microbatches are looked at and not written
     * @param heartbeat of a miner
     * @param extension of a lease
     * @param registration of a miner
     * @param placement the item of where recent miners were placed
     */
    public record OtherUnits(
            double acknowledged,
            double step,
            double heartbeat,
            double extension,
            double registration,
            double placement) {}

    /** Of one item, of one query for what waits, of one query for miners of a stage. */
    public record Reads(double item, double waiting, double staff) {}
}
