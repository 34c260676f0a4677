package dev.iota.core.merge.step;

/**
 * A range of a stage's elements.
 *
 * @param from first element
 * @param to one past the last
 */
public record ElementRange(long from, long to) {
    public ElementRange {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("elements %d to %d; wanted 0 ≤ from < to".formatted(from, to));
        }
    }
}
