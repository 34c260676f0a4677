package dev.iota.core.epoch;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a phase ends now.
 *
 * @param reason for the log
 * @param next when to look again if nothing happens; none: only an event can change the answer
 */
public record QuorumDecision(boolean ends, String reason, Optional<Instant> next) {

    public static QuorumDecision ends(String reason, Object... values) {
        return new QuorumDecision(true, reason.formatted(values), Optional.empty());
    }

    public static QuorumDecision waits(Optional<Instant> next, String reason, Object... values) {
        return new QuorumDecision(false, reason.formatted(values), next);
    }
}
