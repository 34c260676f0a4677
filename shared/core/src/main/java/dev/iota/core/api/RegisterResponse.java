package dev.iota.core.api;

import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Source;
import java.util.Optional;

/**
 * The answer to a {@link RegisterRequest}.
 *
 * @param registration counts the registrations of the run; events and leases carry it
 * @param session secret that proves the session; keep it in the session file
 * @param stage that the miner holds
 * @param inbox URL of the queue to poll
 * @param events URL of the queue to send events to
 * @param region of both queues
 * @param credentials for both queues
 * @param spec the run
 * @param resume whether the snapshot is to be used; otherwise start from {@code checkpoint}, or from the seed if
 *     there is none
 * @param epoch that the run is in
 * @param checkpoint a {@link dev.iota.core.epoch.CheckpointAccess} with the state that the epoch started from; none
 *     in the first: it starts from the seed
 */
public record RegisterResponse(
        long registration,
        String session,
        int stage,
        String inbox,
        String events,
        String region,
        QueueCredentials credentials,
        RunSpec spec,
        boolean resume,
        int epoch,
        Optional<Source> checkpoint) {
    /** The session stays out of logs. */
    @Override
    public String toString() {
        return "RegisterResponse[registration=%d, stage=%d, inbox=%s, epoch=%d, resume=%s]"
                .formatted(registration, stage, inbox, epoch, resume);
    }
}
