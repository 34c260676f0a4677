package dev.iota.orchestrator.http;

import dev.iota.core.api.ErrorResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A request that is not granted. The caller is told {@link #response}; the log is told the message. */
public final class ApiRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** After which it is worth asking for a run again. */
    private static final Duration SET_UP = Duration.ofSeconds(5);

    private final Refusal kind;
    private final transient ErrorResponse response;

    private ApiRefusedException(Refusal kind, ErrorResponse response, String reason) {
        super(reason);
        this.kind = kind;
        this.response = response;
    }

    /** The request cannot be understood. */
    public static ApiRefusedException malformed(String reason) {
        return new ApiRefusedException(Refusal.MALFORMED, error(reason), reason);
    }

    /** There is nothing of the name that the request has. */
    public static ApiRefusedException notFound(String reason) {
        return new ApiRefusedException(Refusal.NOT_FOUND, error(reason), reason);
    }

    /** The request is too long. */
    static ApiRefusedException tooLarge(String reason) {
        return new ApiRefusedException(Refusal.TOO_LARGE, error(reason), reason);
    }

    /** The caller is not who it says, or nobody: why is not for it to know. */
    static ApiRefusedException unsigned(String reason) {
        return unproven(Refusal.UNSIGNED, reason);
    }

    /** The request was made before: it looks as if it had never been signed. */
    public static ApiRefusedException repeated(String reason) {
        return unproven(Refusal.REPEATED, reason);
    }

    private static ApiRefusedException unproven(Refusal kind, String reason) {
        return new ApiRefusedException(kind, error("the request is not signed as it must be"), reason);
    }

    /** The caller's clock is off. */
    static ApiRefusedException untimely(String reason, Instant now) {
        return new ApiRefusedException(
                Refusal.UNTIMELY,
                new ErrorResponse(
                        "your clock is off; the time here is " + now,
                        Optional.empty(),
                        Optional.of(now.toEpochMilli())),
                reason);
    }

    /** The run does not want this miner. */
    public static ApiRefusedException notAdmitted(String reason) {
        return new ApiRefusedException(Refusal.NOT_ADMITTED, error(reason), reason);
    }

    /** The miner has no place, for so long. */
    public static ApiRefusedException evicted(String reason, Duration left) {
        return later(Refusal.EVICTED, "evicted for %d s more: %s".formatted(seconds(left), reason), left);
    }

    /** The session is not the caller's, or not its any more. */
    public static ApiRefusedException fenced(String reason) {
        return new ApiRefusedException(Refusal.FENCED, error(reason), reason);
    }

    /** Another session of the same hotkey is alive. */
    public static ApiRefusedException alive(String reason, Duration wait) {
        return later(Refusal.ALIVE, reason, wait);
    }

    /** The caller may do that again in a while. */
    public static ApiRefusedException tooMany(String reason, Duration wait) {
        return later(Refusal.TOO_MANY, reason, wait);
    }

    /** The owner makes the run when it likes; until then there is nothing to take part in. */
    public static ApiRefusedException noRun(String run) {
        return later(
                Refusal.NO_RUN,
                "the run '%s' is not set up yet; its owner does that with './iota run create'".formatted(run),
                SET_UP);
    }

    private static ApiRefusedException later(Refusal kind, String reason, Duration wait) {
        return new ApiRefusedException(
                kind, new ErrorResponse(reason, Optional.of(seconds(wait)), Optional.empty()), reason);
    }

    /** Rounded up: whoever waits so long does not come too early. */
    private static long seconds(Duration wait) {
        return wait.plusSeconds(1).minusNanos(1).toSeconds();
    }

    private static ErrorResponse error(String sentence) {
        return new ErrorResponse(sentence, Optional.empty(), Optional.empty());
    }

    public Refusal kind() {
        return kind;
    }

    public ErrorResponse response() {
        return response;
    }
}
