package dev.iota.local.cloud.states;

/** A state failed; its retriers and catchers decide what follows. */
final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    FailedException(String error, String cause) {
        super(error + ": " + cause);
        this.failure = new Failure(error, cause);
    }

    Failure failure() {
        return failure;
    }
}
