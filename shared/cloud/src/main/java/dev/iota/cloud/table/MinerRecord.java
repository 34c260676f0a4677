package dev.iota.cloud.table;

import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.routing.Candidate;
import dev.iota.core.step.Resumptions;
import java.time.Instant;
import java.util.Comparator;

/**
 * What is on record about a miner.
 *
 * @param registration number of its current registration
 * @param session SHA-256 of the secret of its current session
 * @param formerSession the same of the session before, until the current one was used: its answer may have been lost
 * @param stage that it holds
 * @param active whether it is given work
 * @param slots microbatches that it may hold; 0 until it is ready
 * @param inFlight microbatches that it holds
 * @param secondsPerHop as it measured
 * @param secondsBusy of the device since the registration, as it says
 * @param secondsBefore of the device in earlier registrations
 * @param hopSeconds of the device, summed over accepted events
 * @param lastSeen when it was last heard of
 * @param lapses leases in a row that ran out
 * @param forwards accepted so far
 * @param backwards accepted so far; the tail's count as such
 * @param inbox URL of its inbox
 * @param agent version of its program
 * @param device that computes
 * @param resumptions its registrations in the current epoch and the one before
 * @param epoch whose weights it has, as it says; −1 before it has said so
 * @param backwardsBefore accepted before that epoch
 * @param conduct how it treats the work that it is given
 * @param version counts the writes of this item
 */
public record MinerRecord(
        Hotkey hotkey,
        long registration,
        String session,
        String formerSession,
        int stage,
        boolean active,
        int slots,
        int inFlight,
        double secondsPerHop,
        double secondsBusy,
        double secondsBefore,
        double hopSeconds,
        Instant lastSeen,
        int lapses,
        long forwards,
        long backwards,
        String inbox,
        String agent,
        String device,
        Resumptions resumptions,
        int epoch,
        long backwardsBefore,
        Conduct conduct,
        long version) {
    /** The order in which lists of miners show them. */
    public static final Comparator<MinerRecord> BY_STAGE =
            Comparator.comparingInt(MinerRecord::stage).thenComparingLong(MinerRecord::registration);

    public Candidate candidate() {
        return new Candidate(hotkey, registration, inFlight, slots, secondsPerHop);
    }

    /** Backwards accepted in the epoch whose weights it has. */
    public long backwardsInEpoch() {
        return backwards - backwardsBefore;
    }

    /** What the steps of its epoch are made of: backwards that were accepted, and microbatches that it holds. */
    public long taken() {
        return backwardsInEpoch() + inFlight;
    }

    /** Hops accepted so far. */
    public long accepted() {
        return forwards + backwards;
    }

    public boolean hasRoom() {
        return active && inFlight < slots;
    }

    /**
     * The same after a change of what it holds and of what was accepted from it; for a copy that is kept for a moment.
     */
    public MinerRecord after(MinerChange change) {
        return new MinerRecord(
                hotkey,
                registration,
                session,
                formerSession,
                stage,
                active,
                slots,
                inFlight + change.held(),
                secondsPerHop,
                secondsBusy,
                secondsBefore,
                hopSeconds,
                lastSeen,
                lapses,
                forwards,
                backwards + change.backwards(),
                inbox,
                agent,
                device,
                resumptions,
                epoch,
                backwardsBefore,
                conduct,
                version);
    }
}
