package dev.iota.orchestrator.http;

import dev.iota.core.run.LimitSpec;

/** How the calls of a route are limited. */
public enum CallLimit {
    /** Registrations are counted apart: a miner in need of one must not be kept out by its own heartbeats. */
    REGISTER("register", true),
    /** Open to anybody who makes a key. */
    PUBLIC("call", true),
    /** For those who have a session. */
    MEMBERS("call", false),
    /** Written down beside the caller's session, which keeps out what is repeated and what comes too soon. */
    HEARTBEAT("", false);

    private final String kind;
    private final boolean toStrangers;

    CallLimit(String kind, boolean toStrangers) {
        this.kind = kind;
        this.toStrangers = toStrangers;
    }

    /** Calls of one kind are counted together. */
    String kind() {
        return kind;
    }

    /**
     * Whether a key that nobody knows gets through: then the source address is counted, too, since keys cost nothing.
     */
    boolean isToStrangers() {
        return toStrangers;
    }

    /** Whether {@link Api} counts it and remembers its nonce. */
    boolean isCounted() {
        return this != HEARTBEAT;
    }

    /** Calls of this kind that one hotkey has in a minute. */
    int limit(LimitSpec limits) {
        return this == REGISTER ? limits.registrations() : limits.calls();
    }
}
