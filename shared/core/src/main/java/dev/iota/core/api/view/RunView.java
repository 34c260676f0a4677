package dev.iota.core.api.view;

import dev.iota.core.api.AuditCounts;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code GET /v1/run}: the run as a whole.
 *
 * @param state what it is doing
 * @param reason why it does not train, in one sentence; none while it does, and while it merges
 * @param shape what was fixed when it was set up
 * @param epoch that it is in, counted from 0
 * @param epochs that it is to have; 0: until it is closed
 * @param epochBeganAt when the epoch began; none before the first
 * @param work what became of its microbatches
 * @param audits of the run so far
 * @param heldOut the newest held-out loss; none before a validator measured one
 * @param cost so far, estimated; none before the first sweep
 */
public record RunView(
        int format,
        Instant readAt,
        String run,
        State state,
        Optional<String> reason,
        Shape shape,
        int epoch,
        int epochs,
        Optional<Instant> epochBeganAt,
        Work work,
        AuditCounts audits,
        Optional<HeldOutLoss> heldOut,
        Optional<RunCost> cost)
        implements View {

    /** What a run is doing. */
    public enum State {
        /** Its weights are not published yet. */
        PREPARING,
        /** Microbatches start. */
        TRAINING,
        /** None starts until the owner of the run lets it go on. */
        PAUSED,
        /** None starts any more; what is on its way is finished. */
        DRAINING,
        /** The stages merge. */
        MERGING,
        /** An epoch is published, and the next one has not begun. */
        BETWEEN_EPOCHS,
        /** It stopped by itself. */
        HALTED,
        /** It had all its epochs. */
        ENDED
    }

    /**
     * What was fixed when a run was set up.
     *
     * @param tokensPerMicrobatch that one microbatch trains on
     */
    public record Shape(int stages, int blocks, int tokensPerMicrobatch) {}

    /**
     * What became of microbatches.
     *
     * @param microbatchesStarted so far: those completed, lost, unfinished at the end of an epoch, and in flight
     * @param microbatchesInFlight that are on their way
     * @param positionsRedone of the data plan that had to start again
     * @param hopsHandedOutAgain after a lease that ran out or a refusal
     * @param tokensTrained of the completed microbatches
     * @param meanLossNats of the completed ones, for a token; 0 before there is one
     * @param lastLossNats of the newest completed one
     */
    public record Work(
            long microbatchesStarted,
            long microbatchesCompleted,
            long microbatchesLost,
            long microbatchesUnfinished,
            long microbatchesInFlight,
            long positionsRedone,
            long hopsHandedOutAgain,
            long tokensTrained,
            double meanLossNats,
            double lastLossNats) {}
}
