package dev.iota.orchestrator;

import dev.iota.core.api.ErrorResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A request that is not granted. The caller is told {@link #response}; the log is told the message. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal kind;
    private final transient ErrorResponse response;

    private RefusedException(Refusal kind, ErrorResponse response, String reason) {
        super(reason);
        this.kind = kind;
        this.response = response;
    }

    /** The request cannot be understood. */
    static RefusedException malformed(String reason) {
        return new RefusedException(Refusal.MALFORMED, error(reason), reason);
    }

    /** The request is too long. */
    static RefusedException tooLarge(String reason) {
        return new RefusedException(Refusal.TOO_LARGE, error(reason), reason);
    }

    /** The caller is not who it says, or nobody: why is not for it to know. */
    static RefusedException unsigned(String reason) {
        return unproven(Refusal.UNSIGNED, reason);
    }

    /** The request was made before: it looks as if it had never been signed. */
    static RefusedException repeated(String reason) {
        return unproven(Refusal.REPEATED, reason);
    }

    private static RefusedException unproven(Refusal kind, String reason) {
        return new RefusedException(kind, error("the request is not signed as it must be"), reason);
    }

    /** The caller's clock is off. */
    static RefusedException untimely(String reason, Instant now) {
        return new RefusedException(
                Refusal.UNTIMELY,
                new ErrorResponse(
                        "your clock is off; the time here is " + now,
                        Optional.empty(),
                        Optional.of(now.toEpochMilli())),
                reason);
    }

    /** The run does not want this miner. */
    static RefusedException notAdmitted(String reason) {
        return new RefusedException(Refusal.NOT_ADMITTED, error(reason), reason);
    }

    /** The miner has no place, for so long. */
    static RefusedException evicted(String reason, Duration left) {
        return later(Refusal.EVICTED, "evicted for %d s more: %s".formatted(seconds(left), reason), left);
    }

    /** The session is not the caller's, or not its any more. */
    static RefusedException fenced(String reason) {
        return new RefusedException(Refusal.FENCED, error(reason), reason);
    }

    /** Another session of the same hotkey is alive. */
    static RefusedException alive(String reason, Duration wait) {
        return later(Refusal.ALIVE, reason, wait);
    }

    /** The caller may do that again in a while. */
    static RefusedException tooMany(String reason, Duration wait) {
        return later(Refusal.TOO_MANY, reason, wait);
    }

    private static RefusedException later(Refusal kind, String reason, Duration wait) {
        return new RefusedException(
                kind, new ErrorResponse(reason, Optional.of(seconds(wait)), Optional.empty()), reason);
    }

    /** Rounded up: whoever waits so long does not come too early. */
    private static long seconds(Duration wait) {
        return wait.plusSeconds(1).minusNanos(1).toSeconds();
    }

    private static ErrorResponse error(String sentence) {
        return new ErrorResponse(sentence, Optional.empty(), Optional.empty());
    }

    Refusal kind() {
        return kind;
    }

    ErrorResponse response() {
        return response;
    }
}
