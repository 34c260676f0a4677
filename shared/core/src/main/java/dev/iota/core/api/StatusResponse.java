package dev.iota.core.api;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer to {@code GET /v1/status}: how far the run is.
 *
 * @param limit new data positions that may start
 * @param started microbatches so far; those completed, lost, unfinished at the end of an epoch, and in flight add
 *     up to it once nothing moves
 * @param redone data positions that had to start again
 * @param redispatched hops that had to be handed out again
 * @param meanLoss of the completed microbatches, in nats per token; 0 before there is one
 * @param lastLoss of the newest completed one
 * @param waiting microbatches that wait for a miner, by stage
 * @param epochs from the first to the current one; none before the initial weights are published
 * @param halted why the run stopped by itself, in one sentence: which step, at which learning rate, what is not finite
 *     or too high, and what to do; empty while it did not
 * @param audits of the run so far
 */
public record StatusResponse(
        String run,
        Phase phase,
        int epoch,
        long limit,
        long started,
        long completed,
        long lost,
        long inFlight,
        long redone,
        long redispatched,
        double meanLoss,
        double lastLoss,
        List<Integer> waiting,
        List<Miner> miners,
        List<EpochStatus> epochs,
        Optional<String> halted,
        AuditCounts audits) {

    /** What the run is doing. */
    public enum Phase {
        /** New microbatches start. */
        OPEN,
        /** None starts any more, some are on their way. */
        DRAINING,
        /** Nothing is on its way. */
        DRAINED
    }

    /**
     * A miner of the run.
     *
     * @param secondsBusy of its device, as it says
     * @param hopSeconds of its device for accepted hops
     */
    public record Miner(
            Hotkey hotkey,
            int stage,
            boolean active,
            int slots,
            int inFlight,
            long forwards,
            long backwards,
            double secondsPerHop,
            double secondsBusy,
            double hopSeconds,
            long registration,
            Instant lastSeen,
            String device) {}

    public StatusResponse {
        waiting = List.copyOf(waiting);
        miners = List.copyOf(miners);
        epochs = List.copyOf(epochs);
    }
}
