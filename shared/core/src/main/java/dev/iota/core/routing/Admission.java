package dev.iota.core.routing;

import dev.iota.core.run.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a registration is let in. Whoever holds the session takes over at once; anybody else waits until the session
 * is dead.
 */
public final class Admission {
    private Admission() {}

    /** @param retryAfter how long to wait; empty if it is let in */
    public record Verdict(Optional<Duration> retryAfter, String reason) {}

    /**
     * @param holdsSession whether the caller proved to hold the session on record
     * @param lastSeen when the session on record was last heard of; empty if there is none
     */
    public static Verdict admit(boolean holdsSession, Optional<Instant> lastSeen, LeaseSpec spec, Instant now) {
        if (lastSeen.isEmpty()) {
            return new Verdict(Optional.empty(), "first registration");
        }
        if (holdsSession) {
            return new Verdict(Optional.empty(), "the holder of the session takes over");
        }
        var dead = lastSeen.get().plus(spec.silence());
        if (now.isAfter(dead)) {
            return new Verdict(Optional.empty(), "the session on record is dead since %s".formatted(dead));
        }
        var wait = Duration.between(now, dead).plusSeconds(1).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        return new Verdict(Optional.of(wait), "the session on record is alive; wait %d s".formatted(wait.toSeconds()));
    }
}
