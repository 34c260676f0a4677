package dev.iota.local.cloud.lambda;

/** A function was named that does not exist. */
public final class UnknownFunctionException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownFunctionException(String function) {
        super("Function not found: " + function);
    }
}
