package dev.iota.local.cloud.states.definition;

/** A state failed; its retriers and catchers decide what follows. */
public final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FailedException(String error, String cause) {
        super(error + ": " + cause);
        this.failure = new Failure(error, cause);
    }

    public Failure failure() {
        return failure;
    }
}
