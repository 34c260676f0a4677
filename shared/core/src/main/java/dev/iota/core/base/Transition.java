package dev.iota.core.base;

import java.util.List;

/**
 * A way from one phase to another.
 *
 * @param when it is taken
 */
public record Transition<P extends Enum<P>>(P from, P to, String when) {
    /**
     * Checks that a table has the way.
     *
     * @return where it leads
     * @throws IllegalStateException if there is none
     */
    public static <P extends Enum<P>> P take(List<Transition<P>> table, P from, P to) {
        for (var way : table) {
            if (way.from() == from && way.to() == to) {
                return to;
            }
        }
        throw new IllegalStateException("there is no way from %s to %s".formatted(from, to));
    }
}
