package dev.iota.core.base;

/** A specification that cannot be run; the message names the field, its value and the remedy. */
public final class InvalidSpecException extends IllegalArgumentException implements Explained {
    private static final long serialVersionUID = 1L;

    public InvalidSpecException(String message) {
        super(message);
    }

    public static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new InvalidSpecException(message.formatted(values));
        }
    }
}
