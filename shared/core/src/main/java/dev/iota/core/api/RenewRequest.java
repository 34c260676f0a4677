package dev.iota.core.api;

import java.time.Instant;
import java.util.List;

/**
 * {@code POST /v1/renew}: the heartbeat. It keeps the session and the leases alive, announces slots, and asks what
 * became of things that a lost message may hide.
 *
 * @param session secret of the session
 * @param slots microbatches that the miner can hold; 0 while it is not ready, -1 when it leaves
 * @param secondsPerHop that a hop keeps the device busy, smoothed
 * @param secondsBusy of the device since the registration
 * @param held work that waits here or is being computed
 * @param awaiting microbatches of the open step whose gradient has not come back
 * @param unconfirmed steps of this epoch that the orchestrator has not confirmed
 * @param epoch whose weights the miner has
 * @param moved bytes of objects that its process has sent and received so far, of those under way too: whether it
 *     changes tells whether anything moves
 * @param credentialsExpire when those end with which the miner reaches its queues: an answer with newer ones may
 *     have been lost
 */
public record RenewRequest(
        String session,
        int slots,
        double secondsPerHop,
        double secondsBusy,
        List<HeldLease> held,
        List<Long> awaiting,
        List<Integer> unconfirmed,
        int epoch,
        long moved,
        Instant credentialsExpire) {

    /** Work that a miner holds. */
    public record HeldLease(long microbatch, String lease) {}

    public RenewRequest {
        held = List.copyOf(held);
        awaiting = List.copyOf(awaiting);
        unconfirmed = List.copyOf(unconfirmed);
    }

    /** The session stays out of logs. */
    @Override
    public String toString() {
        return "RenewRequest[slots=%d, held=%s, awaiting=%s, unconfirmed=%s, epoch=%d, moved=%d]"
                .formatted(slots, held, awaiting, unconfirmed, epoch, moved);
    }
}
