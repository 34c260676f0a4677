package dev.iota.local.cloud.states.definition;

/** A request that the service refuses; the message says what was wrong with which value. */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public RejectedException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Name of the error in the service's own interface. */
    public String code() {
        return code;
    }
}
