package dev.iota.local.simulator.plane;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.local.simulator.plane.MinerInboxes.Notice;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What miners send and ask, and what they are answered. */
public interface MinerCalls {
    /** One that never registered; miners are numbered in this order. */
    void newMiner();

    /** @param at when it reaches the queue, in microseconds */
    void send(PlaneEvent event, long at);

    /** @param answer hears, unless the invocation dies */
    void renew(Renewal request, Consumer<Renewed> answer);

    /** @param snapshot that the miner has, if it has one, and with it the session */
    void register(int miner, Optional<SnapshotPoint> snapshot, Consumer<Registered> answer);

    /** A lease that a miner has. */
    record Held(long microbatch, String lease) {}

    /**
     * A heartbeat.
     *
     * @param epoch whose weights it has; negative before it has any
     * @param awaiting microbatches whose gradient is to come back
     * @param unconfirmed steps that it does not know to be on record
     */
    record Renewal(
            int miner,
            long registration,
            int slots,
            double secondsPerHop,
            int epoch,
            List<Held> held,
            List<Long> awaiting,
            List<Integer> unconfirmed) {}

    /** The answer to a heartbeat. */
    sealed interface Renewed {
        /**
         * @param gone microbatches that will not come back
         * @param confirmed steps that are on record
         * @param missed what it was told and has not done
         */
        record Kept(List<Long> gone, List<Integer> confirmed, Optional<Notice> missed) implements Renewed {}

        /** Another process has the session. */
        record Fenced() implements Renewed {}

        /** It has no place for so long. */
        record Evicted(double seconds) implements Renewed {}
    }

    /** The answer to a registration. */
    sealed interface Registered {
        /**
         * @param epoch that the run is in
         * @param resumes whether it goes on from its snapshot
         */
        record Placed(long registration, int stage, int epoch, boolean resumes) implements Registered {}

        /** It may ask again after so long. */
        record Later(double seconds) implements Registered {}
    }
}
