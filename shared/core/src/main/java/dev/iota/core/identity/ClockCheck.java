package dev.iota.core.identity;

import java.time.Duration;
import java.time.Instant;

/**
 * What a refusal for its time says about the caller's clock. The server read its own clock at some moment while the
 * request was under way, so the two clocks differ by at least the distance of that reading from the span in which the
 * caller waited. A request that was under way for long, as one is that starts a function, leaves room for a clock that
 * is right.
 *
 * @param sent when the request was signed, by the caller's clock
 * @param answered when its answer was there, by the same clock
 * @param server what the server's clock said
 */
public record ClockCheck(Instant sent, Instant answered, Instant server) {
    /** Half of what a request may be off: less of it, and the request itself was under way for the other half. */
    private static final Duration BEARABLE = SignedRequest.WINDOW.dividedBy(2);

    /** How far the clocks are apart at least, whenever the server read its own. */
    public Duration atLeast() {
        if (server.isBefore(sent)) {
            return Duration.between(server, sent);
        }
        return server.isAfter(answered) ? Duration.between(answered, server) : Duration.ZERO;
    }

    /** Whether it was the clock that made the request untimely, and not the time that it was under way. */
    public boolean isOff() {
        return atLeast().compareTo(BEARABLE) > 0;
    }

    /** How long the caller waited for the answer. */
    public Duration underWay() {
        return Duration.between(sent, answered);
    }
}
