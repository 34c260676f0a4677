package dev.iota.local.cloud.lambda;

/** A function was not invoked: where it runs there was no room for it, or nothing answered. */
public final class FunctionUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public FunctionUnavailableException(String function, Throwable cause) {
        super("function %s could not be invoked: %s".formatted(function, cause.getMessage()), cause);
    }
}
