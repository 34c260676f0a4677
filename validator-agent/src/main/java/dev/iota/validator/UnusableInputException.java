package dev.iota.validator;

/** What the operator gave cannot be read; the message names it and says what is wrong. */
final class UnusableInputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
