package dev.iota.core.routing;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which miners may get a hop; the {@link Router} picks one of them.
 *
 * @param most microbatches that a miner can take in an epoch; none where an epoch has no such bound
 */
public record Eligibility(OptionalInt most) {

    /**
     * Those that may get the next hop of a microbatch that waits. A miner that could not do this hop gets it again only
     * if no other is there to do it, however busy. One whose lease of this hop ran out gets it again only if no other
     * has room; the owner of the forward always may have its gradient.
     *
     * @param miners that are known of its stage, ready or not
     * @param avoided that do not get this hop
     */
    public List<Candidate> of(Microbatch waiting, List<StageMiner> miners, Set<Hotkey> avoided) {
        var able = new ArrayList<Candidate>(miners.size());
        for (var miner : miners) {
            if (canDo(waiting, miner) && !avoided.contains(miner.hotkey())) {
                able.add(miner.candidate());
            }
        }
        var untried = without(able, candidate -> waiting.isRefusedBy(candidate.hotkey()), waiting.refused());
        var willing = untried.stream().anyMatch(Candidate::isReady) ? untried : able;
        var others = without(
                willing, candidate -> !isOwner(waiting, candidate) && hadALease(waiting, candidate), waiting.issued());
        return others.stream().anyMatch(Candidate::hasRoom) ? others : willing;
    }

    /** Most hops have no reason to leave anybody out, and the list may be long. */
    private static List<Candidate> without(List<Candidate> all, Predicate<Candidate> leftOut, List<?> reasons) {
        return reasons.isEmpty() ? all : all.stream().filter(leftOut.negate()).toList();
    }

    /**
     * Whether a hop that {@code refusing} could not do may be done by another miner of the stage that has not refused
     * it.
     */
    public boolean hasAnother(Microbatch refused, List<StageMiner> miners, Hotkey refusing) {
        return miners.stream()
                .anyMatch(miner -> canDo(refused, miner)
                        && miner.candidate().isReady()
                        && !miner.hotkey().equals(refusing)
                        && !refused.isRefusedBy(miner.hotkey()));
    }

    /** Whether a miner of the head would take a microbatch that starts now. */
    public boolean startsAnother(int epoch, List<StageMiner> head) {
        return head.stream()
                .anyMatch(miner -> miner.active()
                        && miner.epoch() == epoch
                        && admits(miner)
                        && miner.candidate().hasRoom());
    }

    /** A miner with the weights of another epoch would compute something else. */
    private boolean canDo(Microbatch waiting, StageMiner miner) {
        return miner.active()
                && miner.stage() == waiting.stage()
                && miner.epoch() == waiting.epoch()
                && (waiting.direction() == Direction.BACKWARD || admits(miner));
    }

    private boolean admits(StageMiner miner) {
        return most.isEmpty() || miner.taken() < most.getAsInt();
    }

    private static boolean isOwner(Microbatch waiting, Candidate candidate) {
        return waiting.owner().filter(candidate.hotkey()::equals).isPresent();
    }

    private static boolean hadALease(Microbatch waiting, Candidate candidate) {
        return waiting.issued().stream().anyMatch(lease -> lease.hotkey().equals(candidate.hotkey()));
    }
}
