package dev.iota.local.cost;

import java.util.List;
import java.util.Map;

/**
 * What a run costs, as it was counted, or scaled.
 *
 * @param counted what was counted
 * @param prices of which region and day the dollars are
 * @param scale what run they are for
 * @param perMicrobatch by cause
 * @param microbatch all causes of {@code perMicrobatch} together
 * @param dollarsPerBillionTokens with the requests of miners to S3, without what leaves S3
 * @param idle what waits for work
 * @param epoch dollars of one merge, at the counted run's size; 0 without one
 * @param limits of one account, the first that is met first
 */
public record CostReport(
        Counted counted,
        String prices,
        Scale scale,
        Map<String, Use> perMicrobatch,
        Use microbatch,
        Bill dollarsPerBillionTokens,
        Idle idle,
        double epoch,
        List<Reached> limits) {

    /**
     * @param microbatches that were completed
     * @param stages of the run that was counted
     * @param hops events about hops
     */
    public record Counted(double microbatches, int stages, double hops, double steps, double epochs) {}

    /**
     * @param minerDollarsPerMonth of a miner without work
     * @param runDollarsPerMonth of a run without miners
     */
    public record Idle(double minerDollarsPerMonth, double runDollarsPerMonth) {}

    /**
     * A quota, and when it is met.
     *
     * @param microbatchesPerSecond of the whole run
     * @param miners that do so many; 0 where it is not said how long one takes
     */
    public record Reached(String what, double most, double microbatchesPerSecond, double miners) {}
}
