package dev.iota.validator;

import dev.iota.core.base.Explained;

/** What the operator gave cannot be read; the message names it and says what is wrong. */
final class UnusableInputException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1;

    UnusableInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
