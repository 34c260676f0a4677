package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;

/**
 * One comparison of an audit.
 *
 * @param value how far it is off
 * @param bar the largest value that passes
 */
public record Measure(String name, double value, double bar) {
    public Measure {
        if (!Double.isFinite(value) || !Double.isFinite(bar)) {
            throw new MalformedException("measure %s is %s beside a bar of %s; both must be finite".formatted(name, value, bar));
        }
    }
}
