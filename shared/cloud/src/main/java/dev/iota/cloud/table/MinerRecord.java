package dev.iota.cloud.table;

import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.microbatch.SlotMark;
import dev.iota.core.routing.Candidate;
import dev.iota.core.step.Resumptions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is on record about a miner.
 *
 * @param joining what its current registration fixed
 * @param session whom it is known by
 * @param load what it can be given now
 * @param progress what it did
 * @param conduct how it treats the work that it is given
 * @param suspicion why its hops are audited more often than others; empty if they are not
 * @param version counts the writes of this item
 */
public record MinerRecord(
        Hotkey hotkey,
        Joining joining,
        Session session,
        Load load,
        Progress progress,
        Conduct conduct,
        String suspicion,
        long version) {
    /** The order in which lists of miners show them. */
    public static final Comparator<MinerRecord> BY_STAGE =
            Comparator.comparingInt(MinerRecord::stage).thenComparingLong(MinerRecord::registration);

    /**
     * What a registration fixes until the next one.
     *
     * @param registration its number
     * @param stage that the miner holds
     * @param inbox URL of its inbox
     * @param agent version of its program
     * @param device that computes
     * @param secondsBefore of the device in earlier registrations
     */
    public record Joining(
            long registration, int stage, String inbox, String agent, String device, double secondsBefore) {}

    /**
     * Whom a miner is known by.
     *
     * @param hash SHA-256 of the secret of its current session; empty if it was evicted
     * @param former the same of the session before, until the current one was used: its answer may have been lost
     */
    public record Session(String hash, String former) {}

    /**
     * What a miner can be given.
     *
     * @param active whether it is given work
     * @param slots microbatches that it may hold; 0 until it is ready, {@link Candidate#LEAVING} when it leaves
     * @param holding what it holds
     * @param secondsPerHop as it measured
     * @param lastSeen when it was last heard of
     * @param renewed when its newest heartbeat was signed; {@link Instant#EPOCH} before there is one
     * @param lapses leases in a row that ran out
     * @param traffic of its objects
     */
    public record Load(
            boolean active,
            int slots,
            Holding holding,
            double secondsPerHop,
            Instant lastSeen,
            Instant renewed,
            int lapses,
            Traffic traffic) {

        private Load after(MinerChange change) {
            return new Load(active, slots, holding.after(change), secondsPerHop, lastSeen, renewed, lapses, traffic);
        }
    }

    /**
     * What a miner holds.
     *
     * @param inFlight number of microbatches
     * @param held what is on record of the slots that they take up, by {@link dev.iota.core.microbatch.Slot#name}
     * @param beforeStep microbatches of its epoch that it had taken when its step began
     */
    public record Holding(int inFlight, Map<String, SlotMark> held, long beforeStep) {
        /** Of a miner that comes for the first time. */
        public static final Holding NONE = new Holding(0, Map.of(), 0);

        public Holding {
            held = Map.copyOf(held);
        }

        /** The same with a step that begins when so many microbatches of the epoch were taken. */
        public Holding from(long taken) {
            return new Holding(inFlight, held, taken);
        }

        /** Those whose forward is still to be done. */
        private int ahead() {
            return (int) held.values().stream().filter(mark -> !mark.forward()).count();
        }

        private Holding after(MinerChange change) {
            return new Holding(inFlight + change.held(), change.after(held), beforeStep);
        }
    }

    /**
     * Objects that a miner's process has moved.
     *
     * @param moved bytes, as it says
     * @param lastMoved when it was first heard that it had moved so many
     */
    public record Traffic(long moved, Instant lastMoved) {
        /** Of a miner that comes for the first time. */
        public static final Traffic NONE = new Traffic(0, Instant.EPOCH);
    }

    /**
     * What a miner did.
     *
     * @param forwards accepted so far
     * @param backwards accepted so far; the tail's count as such
     * @param hopSeconds of the device, summed over accepted events
     * @param secondsBusy of the device since the registration, as it says
     * @param epoch whose weights it has, as it says; {@link #NO_EPOCH} before it has said so
     * @param backwardsBefore accepted before that epoch
     * @param resumptions its registrations in the current epoch and the one before
     * @param lastAccepted when a hop of it was accepted last; {@link Instant#EPOCH} before there is one
     */
    public record Progress(
            long forwards,
            long backwards,
            double hopSeconds,
            double secondsBusy,
            int epoch,
            long backwardsBefore,
            Resumptions resumptions,
            Instant lastAccepted) {
        /** Before a miner has said whose weights it has. */
        public static final int NO_EPOCH = -1;

        /** Of a miner that comes for the first time. */
        public static final Progress NONE = new Progress(0, 0, 0, 0, NO_EPOCH, 0, Resumptions.NONE, Instant.EPOCH);

        /**
         * That of a new registration, which has the weights of this epoch. It may be the first that is heard of the
         * epoch: what was accepted so far is then of earlier ones.
         */
        public Progress resumed(int resumedEpoch, Resumptions next) {
            var isNew = resumedEpoch != epoch && resumedEpoch != NO_EPOCH;
            var before = isNew ? backwards : backwardsBefore;
            return new Progress(forwards, backwards, hopSeconds, 0, resumedEpoch, before, next, lastAccepted);
        }

        /** Backwards accepted in the epoch whose weights it has. */
        public long backwardsInEpoch() {
            return backwards - backwardsBefore;
        }

        private Progress counting(int more) {
            return new Progress(
                    forwards,
                    backwards + more,
                    hopSeconds,
                    secondsBusy,
                    epoch,
                    backwardsBefore,
                    resumptions,
                    lastAccepted);
        }
    }

    public long registration() {
        return joining.registration();
    }

    public int stage() {
        return joining.stage();
    }

    public String inbox() {
        return joining.inbox();
    }

    public boolean active() {
        return load.active();
    }

    public int slots() {
        return load.slots();
    }

    public int inFlight() {
        return load.holding().inFlight();
    }

    /** What is on record of a slot, if it is in use. */
    public Optional<SlotMark> mark(Slot slot) {
        return Optional.ofNullable(load.holding().held().get(slot.name()));
    }

    /** The slots in use. */
    public List<Slot> held() {
        return load.holding().held().keySet().stream()
                .map(name -> Slot.of(hotkey, name))
                .toList();
    }

    public Instant lastSeen() {
        return load.lastSeen();
    }

    public int lapses() {
        return load.lapses();
    }

    /** When its objects moved last, if its heartbeat says now that it has moved so many bytes. */
    public Instant lastMoved(long moved, Instant now) {
        return moved == load.traffic().moved() ? load.traffic().lastMoved() : now;
    }

    public int epoch() {
        return progress.epoch();
    }

    public Resumptions resumptions() {
        return progress.resumptions();
    }

    /** @param forwards that its step admits */
    public Candidate candidate(int forwards) {
        var queue = new Candidate.Queue(
                inFlight(), load.holding().ahead(), taken() - load.holding().beforeStep() < forwards);
        return new Candidate(hotkey, registration(), queue, slots(), load.secondsPerHop());
    }

    /** Microbatches of its epoch that it has taken when the step that it is in is over: their forwards are done. */
    public long takenBeforeNextStep() {
        return taken() - load.holding().ahead();
    }

    /** Seconds of the device in all registrations, as it says. */
    public double secondsBusy() {
        return joining.secondsBefore() + progress.secondsBusy();
    }

    /** Backwards accepted in the epoch whose weights it has. */
    public long backwardsInEpoch() {
        return progress.backwardsInEpoch();
    }

    /** What the steps of its epoch are made of: backwards that were accepted, and microbatches that it holds. */
    public long taken() {
        return backwardsInEpoch() + inFlight();
    }

    /** Hops accepted so far. */
    public long accepted() {
        return progress.forwards() + progress.backwards();
    }

    public boolean isSuspected() {
        return !suspicion.isEmpty();
    }

    public boolean hasRoom() {
        return active() && inFlight() < slots();
    }

    /**
     * The same after a change of what it holds and of what was accepted from it; for a copy that is kept for a moment.
     */
    public MinerRecord after(MinerChange change) {
        return new MinerRecord(
                hotkey,
                joining,
                session,
                load.after(change),
                progress.counting(change.backwards()),
                conduct,
                suspicion,
                version);
    }
}
