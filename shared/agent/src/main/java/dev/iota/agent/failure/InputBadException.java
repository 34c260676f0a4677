package dev.iota.agent.failure;

/** An object that was to be read is missing, or is not what was declared. */
public final class InputBadException extends Exception {
    private static final long serialVersionUID = 1L;

    public InputBadException(String reason) {
        super(reason);
    }
}
