package dev.iota.local.runner.failure;

import dev.iota.core.base.Explained;

/** Something that a person has to put right; the message is one sentence that names the value and the remedy. */
public final class RunnerException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    public RunnerException(String message, Object... values) {
        super(message.formatted(values));
    }

    public RunnerException(Throwable cause, String message, Object... values) {
        super(message.formatted(values), cause);
    }
}
