package dev.iota.core.base;

/**
 * What was decided, and why: the reason goes to the log.
 *
 * @param next the state after it; the same object if nothing changes
 */
public record Decision<T>(T next, boolean changed, String reason) {

    public static <T> Decision<T> changed(T next, String reason, Object... values) {
        return new Decision<>(next, true, reason.formatted(values));
    }

    public static <T> Decision<T> unchanged(T state, String reason, Object... values) {
        return new Decision<>(state, false, reason.formatted(values));
    }
}
