package dev.iota.local.cloud.lambda;

/** A handler threw. */
public final class FunctionFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Throwable thrown;

    /** @param thrown by the handler, or standing for what it threw in another process */
    public FunctionFailedException(String function, Throwable thrown) {
        super("function %s failed: %s".formatted(function, thrown), thrown);
        this.thrown = thrown;
    }

    /** What the handler threw. */
    public Throwable thrown() {
        return thrown;
    }
}
