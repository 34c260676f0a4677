package dev.iota.core.audit;

import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Precision;
import java.util.Optional;

/**
 * How far a comparison may be off before a hop or an epoch fails.
 *
 * @param compute that the run declares
 * @param wire that what was stored is rounded to
 * @param steps optimiser steps that were replayed before; 0 for a hop at a published state
 * @param bar the largest value that passes
 * @param from what it was made of; none where a person set it
 */
public record AuditBar(
        Compared compared,
        Metric metric,
        Precision compute,
        Precision wire,
        int steps,
        double bar,
        Optional<Origin> from) {
    public AuditBar {
        if (!(bar > 0 && Double.isFinite(bar)) || steps < 0) {
            throw new MalformedException("the bar of %s.%s after %d steps is %s; it must be positive and finite"
                    .formatted(compared.text(), metric.text(), steps, bar));
        }
    }

    /**
     * What a bar was made of: the larger of floor and quantile, times the margin.
     *
     * @param samples honest re-executions that were compared
     * @param largest that any of them was off
     * @param quantile 99.99 % of them are off by less, by a fitted tail
     * @param floor what one rounding may do, however seldom it was seen
     */
    public record Origin(long samples, double largest, double quantile, double floor, double margin) {}

    /** The name that a measure has in a verdict. */
    public String name() {
        return name(compared, metric);
    }

    /** The name that a measure has in a verdict. */
    public static String name(Compared compared, Metric metric) {
        return "%s.%s".formatted(compared.text(), metric.text());
    }
}
