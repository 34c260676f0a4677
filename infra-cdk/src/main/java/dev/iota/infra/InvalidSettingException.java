package dev.iota.infra;

import dev.iota.core.base.Explained;

/** The stack cannot be made of what the operator gave; the message says what was wrong and what to do. */
final class InvalidSettingException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1;

    InvalidSettingException(String message) {
        super(message);
    }

    /** With the words of {@code cause}, which already says what to do. */
    InvalidSettingException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }
}
