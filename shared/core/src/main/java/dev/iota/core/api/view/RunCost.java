package dev.iota.core.api.view;

import dev.iota.core.cost.CostFactors;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What a run costs so far in AWS: an estimate from counted calls and list prices, without traffic, storage and merges.
 *
 * @param dollars about
 * @param charged whether the run is in AWS; otherwise it would have cost this there
 * @param factorsOf day of the counts and prices
 * @param minerHours of all miners that answered
 * @param runHours while the orchestrator was up
 */
public record RunCost(double dollars, boolean charged, String factorsOf, double minerHours, double runHours) {
    /** Digits of what is an estimate; more would change with every look. */
    private static final MathContext DIGITS = new MathContext(3);

    /** Of a run as a sweep found it. */
    public static RunCost of(CostFactors factors, RunSample sample, long microbatches, boolean charged) {
        return new RunCost(
                rounded(factors.dollars(sample.stages().size(), microbatches, sample.minerHours(), sample.runHours())),
                charged,
                factors.counted(),
                rounded(sample.minerHours()),
                rounded(sample.runHours()));
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
