package dev.iota.core.microbatch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.Direction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A microbatch on its way through the stages: the only truth about where it is. {@link Transitions} changes it.
 *
 * @param id counts microbatches of the run from 0
 * @param position in the data plan; another microbatch has the same one when the position had to start again
 * @param epoch that it belongs to
 * @param stage that computes next, or is computing
 * @param direction it is going at that stage
 * @param state where it stands
 * @param issued leases given for the current hop that may still be answered: the first answer counts
 * @param hops by stage, as far as the microbatch has come
 * @param refusals of its hops so far
 * @param loss in nats per token, from the tail
 * @param since when it has been in this state
 * @param deadline when the reaper looks at it: the end of the lease, or of the patience with waiting
 * @param started when it was made
 * @param redone whether its position was given back to the data plan because a step that contained it was lost
 * @param version counts its writes; every write is conditional on the version it read
 */
public record Microbatch(
        long id,
        long position,
        int epoch,
        int stage,
        Direction direction,
        State state,
        List<Lease> issued,
        List<Hop> hops,
        int refusals,
        Optional<Float> loss,
        Instant since,
        Instant deadline,
        Instant started,
        boolean redone,
        long version) {

    /** Where a microbatch stands. */
    public enum State {
        /** Nobody has the next hop. */
        WAITING,
        /** The last of {@code issued} has the next hop. */
        LEASED,
        /** Back at stage 0: the record is its receipt. */
        COMPLETE,
        /** Given up after too many refusals. */
        LOST,
        /** The epoch was over before it came back to stage 0: its position starts again in the next one. */
        UNFINISHED
    }

    public Microbatch {
        issued = List.copyOf(issued);
        hops = List.copyOf(hops);
    }

    /** A new microbatch, waiting for a miner of stage 0. */
    public static Microbatch fresh(long id, long position, int epoch, Instant now) {
        return new Microbatch(
                id,
                position,
                epoch,
                0,
                Direction.FORWARD,
                State.WAITING,
                List.of(),
                List.of(),
                0,
                Optional.empty(),
                now,
                now,
                now,
                false,
                0);
    }

    public boolean isOpen() {
        return state == State.WAITING || state == State.LEASED;
    }

    /** The lease in force, if it is leased. */
    public Optional<Lease> lease() {
        return state == State.LEASED ? Optional.of(issued.getLast()) : Optional.empty();
    }

    /** The lease of this id, if an answer to it still counts. */
    public Optional<Lease> issued(String lease) {
        return isOpen() ? issued.stream().filter(l -> l.id().equals(lease)).findFirst() : Optional.empty();
    }

    /** Who computed the forward of the stage that is to go backward now. */
    public Optional<Hotkey> owner() {
        return direction == Direction.BACKWARD && stage < hops.size()
                ? Optional.of(hops.get(stage).hotkey())
                : Optional.empty();
    }

    /**
     * Whether this miner's work at this stage is still wanted: it has the lease, or the gradient will come back to it.
     */
    public boolean isHeldBy(Hotkey hotkey, int at) {
        if (!isOpen()) {
            return false;
        }
        if (stage == at) {
            return lease().map(l -> l.hotkey().equals(hotkey)).orElse(owner().equals(Optional.of(hotkey)));
        }
        var behind = direction == Direction.FORWARD ? at < stage : at < stage && at < hops.size();
        return behind && hops.get(at).hotkey().equals(hotkey);
    }

    Microbatch with(
            int stage,
            Direction direction,
            State state,
            List<Lease> issued,
            List<Hop> hops,
            Instant now,
            Instant deadline) {
        return copy(stage, direction, state, issued, hops, refusals, loss, now, deadline, redone, version + 1);
    }

    Microbatch withLoss(Optional<Float> other) {
        return other.isPresent() ? withMarks(refusals, other, redone) : this;
    }

    Microbatch withRefusals(int count) {
        return withMarks(count, loss, redone);
    }

    /** The same, marked as given back to the data plan. */
    public Microbatch markedRedone() {
        return with(stage, direction, state, issued, hops, since, deadline).withRedone();
    }

    Microbatch withRedone() {
        return withMarks(refusals, loss, true);
    }

    /** Part of a write that {@link #with} has counted or will count. */
    private Microbatch withMarks(int refusals, Optional<Float> loss, boolean redone) {
        return copy(stage, direction, state, issued, hops, refusals, loss, since, deadline, redone, version);
    }

    private Microbatch copy(
            int stage,
            Direction direction,
            State state,
            List<Lease> issued,
            List<Hop> hops,
            int refusals,
            Optional<Float> loss,
            Instant since,
            Instant deadline,
            boolean redone,
            long version) {
        return new Microbatch(
                id, position, epoch, stage, direction, state, issued, hops, refusals, loss, since, deadline, started,
                redone, version);
    }

    List<Hop> hopsWith(Hop hop) {
        var next = new ArrayList<>(hops.subList(0, Math.min(stage, hops.size())));
        next.add(hop);
        next.addAll(hops.subList(Math.min(stage + 1, hops.size()), hops.size()));
        return next;
    }
}
