package dev.iota.core.base;

/** The check that every reader of bytes from outside makes of them. */
public final class Require {
    private Require() {}

    /** @throws MalformedException with the formatted message, unless the condition holds */
    public static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new MalformedException(message.formatted(values));
        }
    }
}
