package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;

/**
 * One comparison of an audit: what a miner stored or reported against what its validator computed.
 *
 * @param name of what was compared, and how
 * @param value how far apart they are; a difference that is not finite is told as the largest double
 * @param bar up to which the value is that of an honest miner
 */
public record Measure(String name, double value, double bar) {
    private static final int LONGEST_NAME = 64;

    public Measure {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new MalformedException(
                    "a measure's name has %d characters; wanted 1 to %d".formatted(name.length(), LONGEST_NAME));
        }
        if (!(Double.isFinite(value) && Double.isFinite(bar))) {
            throw new MalformedException("a measure is %s against a bar of %s; both must be finite"
                    .formatted(Double.toString(value), Double.toString(bar)));
        }
    }

    /** Whether the value is above the bar. */
    public boolean isExceeded() {
        return value > bar;
    }
}
