package dev.iota.orchestrator.http;

/**
 * Kinds of requests that are not granted. The log and the metrics are told which it was; the caller sees the status.
 */
public enum Refusal {
    /** It cannot be understood. */
    MALFORMED(400),
    /** It is not signed, or not by whom it names. */
    UNSIGNED(401),
    /** Its time is not ours. */
    UNTIMELY(401),
    /** Its nonce was used before. */
    REPEATED(401),
    /** The run does not let this miner in. */
    NOT_ADMITTED(403),
    /** The miner lost its place. */
    EVICTED(403),
    /** There is no such thing. */
    NOT_FOUND(404),
    /** The session is not the caller's, or not its any more. */
    FENCED(409),
    /** Another session of the same hotkey is alive. */
    ALIVE(409),
    TOO_LARGE(413),
    /** The caller, or its address, calls too often. */
    TOO_MANY(429),
    /** The stack is there, and its owner has made no run in it yet. */
    NO_RUN(503);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
