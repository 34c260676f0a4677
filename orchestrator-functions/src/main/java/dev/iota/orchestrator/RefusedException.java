package dev.iota.orchestrator;

import dev.iota.core.api.ErrorResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A request that is not granted. The caller is told {@link #response}; the log is told the message. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;

    private final int status;
    private final transient ErrorResponse response;

    private RefusedException(int status, ErrorResponse response, String reason) {
        super(reason);
        this.status = status;
        this.response = response;
    }

    /** The request cannot be understood. */
    static RefusedException malformed(String reason) {
        return new RefusedException(BAD_REQUEST, error(reason), reason);
    }

    /** The request is too long. */
    static RefusedException tooLarge(String reason) {
        return new RefusedException(TOO_LARGE, error(reason), reason);
    }

    /** The caller is not who it says, or nobody: why is not for it to know. */
    static RefusedException unsigned(String reason) {
        return new RefusedException(UNAUTHORIZED, error("the request is not signed as it must be"), reason);
    }

    /** The caller's clock is off. */
    static RefusedException untimely(String reason, Instant now) {
        return new RefusedException(
                UNAUTHORIZED,
                new ErrorResponse(
                        "your clock is off; the time here is " + now,
                        Optional.empty(),
                        Optional.of(now.toEpochMilli())),
                reason);
    }

    /** The session is not the caller's, or not its any more. */
    static RefusedException fenced(String reason) {
        return new RefusedException(CONFLICT, error(reason), reason);
    }

    /** Not now. */
    static RefusedException later(String reason, Duration wait) {
        return new RefusedException(
                CONFLICT, new ErrorResponse(reason, Optional.of(wait.toSeconds()), Optional.empty()), reason);
    }

    private static ErrorResponse error(String sentence) {
        return new ErrorResponse(sentence, Optional.empty(), Optional.empty());
    }

    int status() {
        return status;
    }

    ErrorResponse response() {
        return response;
    }
}
