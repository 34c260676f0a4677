package dev.iota.cloud.reader;

/** The read API refuses a request, for a reason in one sentence; or what answers is no read API. */
public final class ViewRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int NOT_FOUND = 404;

    private final int status;

    ViewRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Whether there is no such thing. */
    public boolean isNotFound() {
        return status == NOT_FOUND;
    }
}
