package dev.iota.local.cloud.lambda;

/** A handler threw; the cause is what it threw. */
public final class FunctionFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FunctionFailedException(String function, Throwable cause) {
        super("function %s failed: %s".formatted(function, cause), cause);
    }
}
