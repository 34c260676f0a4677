package dev.iota.core.merge;

import dev.iota.core.wire.MalformedException;

/** The check that everything of this package makes of what came from outside. */
final class Require {
    private Require() {}

    /** @throws MalformedException with the formatted message, unless the condition holds */
    static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new MalformedException(message.formatted(values));
        }
    }
}
