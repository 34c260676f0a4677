package dev.iota.core.microbatch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Magnitude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A microbatch on its way through the stages: the only truth about where it is. {@link Transitions} changes it.
 *
 * @param origin what never changes
 * @param place where it stands
 * @param progress what has been done of it
 * @param version counts its writes; every write is conditional on the version it read
 */
public record Microbatch(Origin origin, Place place, Progress progress, long version) {

    /** Where a microbatch stands. */
    public enum State {
        /** No miner has the next hop. */
        WAITING,
        /** The last of {@code issued} has the next hop. */
        LEASED,
        /** Back at stage 0: the record is its receipt. */
        COMPLETE,
        /** Given up: its position failed every time that it was started. A person has to find out why. */
        LOST,
        /** Not back at stage 0: its epoch is over, or no miner could do its hop. Its position starts again. */
        UNFINISHED
    }

    /**
     * What never changes.
     *
     * @param id counts microbatches of the run from 0
     * @param position in the data plan; another microbatch has the same one when the position had to start again
     * @param epoch that it belongs to
     * @param started when it was made
     * @param failures how often the position was started before and no miner could do a hop of it
     */
    public record Origin(long id, long position, int epoch, Instant started, int failures) {}

    /**
     * Where a microbatch stands.
     *
     * @param stage that computes next, or is computing
     * @param direction it is going at that stage
     * @param issued leases given for the current hop that may still be answered: the first answer counts
     * @param since when it has been in this state
     * @param deadline when the reaper looks at it: the end of the lease, or of the patience with waiting
     * @param refused miners that could not do the current hop, each once: as many as its refusals at the most
     */
    public record Place(
            int stage,
            Direction direction,
            State state,
            List<Lease> issued,
            Instant since,
            Instant deadline,
            List<HopRefusal> refused) {
        public Place {
            issued = List.copyOf(issued);
            refused = List.copyOf(refused);
        }

        /** Waiting for a miner of a hop that no miner was given yet. */
        static Place waitingAt(int stage, Direction direction, Instant now) {
            return new Place(stage, direction, State.WAITING, List.of(), now, now, List.of());
        }

        /** The same hop, waiting again. */
        Place waiting(List<Lease> leases, Instant now) {
            return new Place(stage, direction, State.WAITING, leases, now, now, refused);
        }

        /** The same hop, leased to the last of these. */
        Place leased(List<Lease> leases, Instant from, Instant until) {
            return new Place(stage, direction, State.LEASED, leases, from, until, refused);
        }

        /** The same hop, with one more miner that could not do it. */
        Place refusedBy(HopRefusal refusal) {
            var all = new ArrayList<>(refused);
            all.removeIf(earlier -> earlier.hotkey().equals(refusal.hotkey()));
            all.add(refusal);
            return new Place(stage, direction, state, issued, since, deadline, all);
        }

        /** The end of the way: no answer counts any more. */
        Place ended(State end, Instant now) {
            return new Place(stage, direction, end, List.of(), now, now, refused);
        }
    }

    /**
     * What has been done of a microbatch.
     *
     * @param hops by stage, as far as the microbatch has come
     * @param refusals of its hops so far
     * @param loss in nats per token, from the tail
     * @param redone whether its position was given back to the data plan, where it starts again
     */
    public record Progress(List<Hop> hops, int refusals, Optional<Float> loss, boolean redone) {
        /** Of a microbatch that no miner has seen yet. */
        public static final Progress NONE = new Progress(List.of(), 0, Optional.empty(), false);

        public Progress {
            hops = List.copyOf(hops);
        }

        /** With the hop of a stage instead of what was on record about that stage. */
        Progress withHop(int stage, Hop hop) {
            var next = new ArrayList<>(hops.subList(0, Math.min(stage, hops.size())));
            next.add(hop);
            next.addAll(hops.subList(Math.min(stage + 1, hops.size()), hops.size()));
            return new Progress(next, refusals, loss, redone);
        }

        /** With what the miner that read the activation of a stage found. */
        Progress withActivationRead(int stage, Magnitude found) {
            return withHop(stage, hops.get(stage).activationRead(found));
        }

        /** With what the miner that read the gradient of a stage found. */
        Progress withGradientRead(int stage, Magnitude found) {
            return withHop(stage, hops.get(stage).gradientRead(found));
        }

        /** With the loss that an answer brought, if it brought one. */
        Progress withLoss(Optional<Float> other) {
            return new Progress(hops, refusals, other.or(this::loss), redone);
        }

        Progress withRefusal() {
            return new Progress(hops, refusals + 1, loss, redone);
        }

        Progress withRedone() {
            return new Progress(hops, refusals, loss, true);
        }
    }

    /** A new microbatch, waiting for a miner of stage 0. */
    public static Microbatch fresh(long id, long position, int epoch, Instant now) {
        return again(id, position, 0, epoch, now);
    }

    /** The same with a position that failed so often before. */
    public static Microbatch again(long id, long position, int failures, int epoch, Instant now) {
        return new Microbatch(
                new Origin(id, position, epoch, now, failures),
                Place.waitingAt(0, Direction.FORWARD, now),
                Progress.NONE,
                0);
    }

    public long id() {
        return origin.id();
    }

    public long position() {
        return origin.position();
    }

    public int epoch() {
        return origin.epoch();
    }

    public Instant started() {
        return origin.started();
    }

    public int stage() {
        return place.stage();
    }

    public Direction direction() {
        return place.direction();
    }

    public State state() {
        return place.state();
    }

    public List<Lease> issued() {
        return place.issued();
    }

    public Instant since() {
        return place.since();
    }

    public Instant deadline() {
        return place.deadline();
    }

    public List<HopRefusal> refused() {
        return place.refused();
    }

    public List<Hop> hops() {
        return progress.hops();
    }

    public int refusals() {
        return progress.refusals();
    }

    public Optional<Float> loss() {
        return progress.loss();
    }

    public boolean redone() {
        return progress.redone();
    }

    public boolean isOpen() {
        return state() == State.WAITING || state() == State.LEASED;
    }

    /** The lease in force, if it is leased. */
    public Optional<Lease> lease() {
        return state() == State.LEASED ? Optional.of(issued().getLast()) : Optional.empty();
    }

    /** The lease of this id, if an answer to it still counts. */
    public Optional<Lease> issued(String lease) {
        if (isOpen()) {
            for (var one : issued()) {
                if (one.id().equals(lease)) {
                    return Optional.of(one);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether this miner could not do the current hop. */
    public boolean isRefusedBy(Hotkey hotkey) {
        return refused().stream().anyMatch(refusal -> refusal.hotkey().equals(hotkey));
    }

    /** Who computed the forward of the stage that is to go backward now. */
    public Optional<Hotkey> owner() {
        return direction() == Direction.BACKWARD && stage() < hops().size()
                ? Optional.of(hops().get(stage()).hotkey())
                : Optional.empty();
    }

    /**
     * Whether this miner's work at this stage is still wanted: it has the lease, or the gradient will come back to it.
     */
    public boolean isHeldBy(Hotkey hotkey, int at) {
        if (!isOpen()) {
            return false;
        }
        if (stage() == at) {
            return lease().map(l -> l.hotkey().equals(hotkey)).orElse(owner().equals(Optional.of(hotkey)));
        }
        var behind = direction() == Direction.FORWARD ? at < stage() : at < stage() && at < hops().size();
        return behind && hops().get(at).hotkey().equals(hotkey);
    }

    /**
     * The same after a transition.
     *
     * @throws IllegalStateException if {@link TransitionTable} has no such way
     */
    Microbatch after(Cause cause, Place next, Progress done) {
        TransitionTable.take(state(), cause, next.state());
        return new Microbatch(origin, next, done, version + 1);
    }

    /** The same, marked as given back to the data plan: a mark on the record, whatever the state. */
    public Microbatch markedRedone() {
        return new Microbatch(origin, place, progress.withRedone(), version + 1);
    }

    /** The same, whose hop at a stage is audited: a mark on the record, which goes into the write that is under way. */
    public Microbatch audited(int at, String audit) {
        var hop = hops().get(at).auditedBy(audit);
        return new Microbatch(origin, place, progress.withHop(at, hop), version);
    }

    /** The same, whose hop at a stage is of a watched miner: a mark as the one before. */
    public Microbatch watched(int at) {
        return new Microbatch(origin, place, progress.withHop(at, hops().get(at).asWatched()), version);
    }
}
