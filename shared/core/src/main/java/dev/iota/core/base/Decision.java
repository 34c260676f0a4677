package dev.iota.core.base;

/**
 * What was decided, and why: the reason goes to the log. It is put into words when somebody asks for it, which takes
 * longer than the decision.
 *
 * @param next the state after it; the same object if nothing changes
 */
public record Decision<T>(T next, boolean changed, Sentence why) {

    public static <T> Decision<T> changed(T next, String reason, Object... values) {
        return new Decision<>(next, true, new Sentence(reason, values));
    }

    public static <T> Decision<T> unchanged(T state, String reason, Object... values) {
        return new Decision<>(state, false, new Sentence(reason, values));
    }

    public String reason() {
        return why.toString();
    }
}
