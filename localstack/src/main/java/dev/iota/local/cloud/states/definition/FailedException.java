package dev.iota.local.cloud.states.definition;

import org.jspecify.annotations.Nullable;

/** A state failed; its retriers and catchers decide what follows. */
public final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final @Nullable String location;

    public FailedException(String error, String cause) {
        super(error + ": " + cause);
        this.failure = new Failure(error, cause);
        this.location = null;
    }

    private FailedException(Failure failure, String location) {
        super(failure.error() + ": " + failure.cause());
        this.failure = failure;
        this.location = location;
    }

    /** The same, of an expression in this field, unless its field is known already. */
    public FailedException at(String field) {
        return location == null ? new FailedException(failure, field) : this;
    }

    /** The field whose expression failed, or null. */
    public @Nullable String location() {
        return location;
    }

    public Failure failure() {
        return failure;
    }
}
