package dev.iota.core.api;

import dev.iota.core.run.RunSpec;
import java.util.Optional;

/**
 * The answer to a {@link ValidatorRequest}.
 *
 * @param session secret that proves the session; keep it in the session file
 * @param spec the run
 * @param inbox URL of the queue to poll
 * @param events URL of the queue to send verdicts to
 * @param region of both queues
 * @param credentials for both queues: with a new session, and when the old ones are near their end
 */
public record ValidatorResponse(
        String session,
        RunSpec spec,
        String inbox,
        String events,
        String region,
        Optional<QueueCredentials> credentials) {
    /** The session stays out of logs. */
    @Override
    public String toString() {
        return "ValidatorResponse[run=%s, inbox=%s, credentials=%s]".formatted(spec.run(), inbox, credentials);
    }
}
