package dev.iota.core.base;

import org.jspecify.annotations.Nullable;

/** Bytes from outside that are not what they claim to be; the message says what is wrong, never what is secret. */
public class MalformedException extends IllegalArgumentException implements Explained {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
