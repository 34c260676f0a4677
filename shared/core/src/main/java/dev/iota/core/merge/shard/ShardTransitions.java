package dev.iota.core.merge.shard;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.shard.ShardWork.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transition table of a shard.
 *
 * <pre>
 * state     what happens                               next
 * OPEN      lease, while fewer than two are at it      OPEN
 * OPEN      first result                               OPEN
 * OPEN      second result, the same                    AGREED, or STORED if the blocks are there already
 * OPEN      second result, another                     DISPUTED
 * OPEN      stored, by who came first                  OPEN
 * AGREED    stored, by one of the two                  STORED
 * any but   done by the merge function                 STORED
 * STORED
 * any       failed, by one who has it                the same, without that lease's time
 * any       extended, for one who is at it           the same, with more time for that lease
 * any       somebody whose result it holds was wrong   OPEN, without that result
 * </pre>
 *
 * Anything else leaves the shard as it is, with the reason. A lease that runs out is no transition: it is seen from the
 * time, and the answer to it still counts while one is wanted.
 */
public final class ShardTransitions {
    private static final int RESULTS = 2;

    private final int releases;

    /** @param releases see {@link MergeOptions#releases} */
    public ShardTransitions(int releases) {
        this.releases = releases;
    }

    /** Gives the shard to a miner: to its owners first, then to others in place of the silent ones. */
    public Decision<ShardWork> lease(ShardWork work, ShardLease lease, Instant now) {
        var index = work.shard().index();
        if (work.state() != State.OPEN) {
            return Decision.unchanged(work, "shard %d is %s", index, work.state());
        }
        if (work.wanted(now) == 0) {
            return Decision.unchanged(work, "shard %d has enough miners at it", index);
        }
        if (work.barred().contains(lease.hotkey())) {
            return Decision.unchanged(work, "%s was wrong in this round", lease.hotkey());
        }
        if (work.wasLeasedTo(lease.hotkey())) {
            return Decision.unchanged(work, "%s had shard %d already", lease.hotkey(), index);
        }
        if (work.shard().isOwnedBy(lease.hotkey())) {
            return Decision.changed(work.leasedTo(lease), "shard %d leased to its owner %s", index, lease.hotkey());
        }
        if (work.releases() >= releases) {
            return Decision.unchanged(
                    work, "shard %d was leased again %d times: the merge function does it", index, work.releases());
        }
        return Decision.changed(
                work.leasedTo(lease), "shard %d leased again, to %s until %s", index, lease.hotkey(), lease.until());
    }

    /** Ends a lease whose miner cannot do the shard now: somebody else gets it at once. */
    public Decision<ShardWork> failed(ShardWork work, String leaseId, Hotkey sender, Instant now) {
        var index = work.shard().index();
        var ended = work.issued().stream()
                .map(lease -> lease.id().equals(leaseId) && lease.hotkey().equals(sender) && !lease.isOver(now)
                        ? lease.givenBack(now)
                        : lease)
                .toList();
        return ended.equals(work.issued())
                ? Decision.unchanged(work, "lease %s of shard %d is not in force for %s", leaseId, index, sender)
                : Decision.changed(work.withIssued(ended), "%s cannot do shard %d", sender, index);
    }

    /** Leaves the shard to a miner that needs more time. */
    public Decision<ShardWork> extend(ShardWork work, String leaseId, Instant until) {
        var index = work.shard().index();
        var longer = work.issued().stream()
                .map(lease -> lease.id().equals(leaseId) && lease.until().isBefore(until) && !lease.givenBack()
                        ? lease.extended(until)
                        : lease)
                .toList();
        return longer.equals(work.issued())
                ? Decision.unchanged(work, "lease %s of shard %d lasts until then", leaseId, index)
                : Decision.changed(
                        work.withIssued(longer), "lease %s of shard %d lasts until %s", leaseId, index, until);
    }

    /** Takes the hashes of a result. */
    public Decision<ShardWork> result(ShardWork work, String leaseId, Hotkey sender, List<String> hashes) {
        var index = work.shard().index();
        if (work.state() != State.OPEN) {
            return Decision.unchanged(work, "shard %d is %s: no result is wanted", index, work.state());
        }
        if (work.issued().stream()
                .noneMatch(l -> l.id().equals(leaseId) && l.hotkey().equals(sender))) {
            return Decision.unchanged(work, "lease %s of shard %d was not given to %s", leaseId, index, sender);
        }
        if (work.barred().contains(sender)) {
            return Decision.unchanged(work, "%s was wrong in this round", sender);
        }
        if (work.resultOf(sender).isPresent()) {
            return Decision.unchanged(work, "%s answered shard %d already", sender, index);
        }
        if (hashes.size() != work.hashes()) {
            return Decision.unchanged(
                    work, "a result of %d hashes; shard %d has %d", hashes.size(), index, work.hashes());
        }
        var results = new ArrayList<>(work.results());
        results.add(new ShardResult(Optional.of(sender), leaseId, hashes, false));
        if (results.size() < RESULTS) {
            return Decision.changed(
                    work.with(State.OPEN, results),
                    "first result of shard %d, by %s: it stores the blocks",
                    index,
                    sender);
        }
        var comparison = Comparison.of(results.getFirst().hashes(), hashes);
        if (!comparison.isEqual()) {
            return Decision.changed(
                    work.with(State.DISPUTED, results),
                    "the results of shard %d differ in %d of %d blocks",
                    index,
                    comparison.differing().size(),
                    work.hashes());
        }
        var stored = results.stream().anyMatch(ShardResult::stored);
        return Decision.changed(
                work.with(stored ? State.STORED : State.AGREED, results), "two results of shard %d agree", index);
    }

    /** The blocks of a result are in the object store: the PUT that wrote each was signed for its hash. */
    public Decision<ShardWork> stored(ShardWork work, Hotkey sender) {
        var index = work.shard().index();
        if (work.state() == State.STORED || work.state() == State.DISPUTED) {
            return Decision.unchanged(work, "shard %d is %s", index, work.state());
        }
        if (work.resultOf(sender).isEmpty()) {
            return Decision.unchanged(work, "shard %d holds no result of %s", index, sender);
        }
        var results = work.results().stream()
                .map(result -> result.isOf(sender) ? result.asStored() : result)
                .toList();
        var next = work.state() == State.AGREED ? State.STORED : State.OPEN;
        return Decision.changed(work.with(next, results), "the blocks of shard %d are stored by %s", index, sender);
    }

    /** The merge function has done the whole shard and stored its blocks. */
    public Decision<ShardWork> doneByMergeFunction(ShardWork work, String leaseId, List<String> hashes) {
        var index = work.shard().index();
        if (work.state() == State.STORED) {
            return Decision.unchanged(work, "shard %d is stored already", index);
        }
        if (hashes.size() != work.hashes()) {
            throw new IllegalArgumentException("the merge function made %d hashes of shard %d, which has %d"
                    .formatted(hashes.size(), index, work.hashes()));
        }
        return Decision.changed(
                work.with(State.STORED, List.of(new ShardResult(Optional.empty(), leaseId, hashes, true))),
                "shard %d done by the merge function",
                index);
    }

    /** Takes back what a miner that was wrong somewhere said here; it does not get the shard again. */
    public Decision<ShardWork> drop(ShardWork work, Hotkey wrong) {
        var index = work.shard().index();
        var involved = work.wasLeasedTo(wrong) || work.shard().isOwnedBy(wrong);
        if (!involved || work.barred().contains(wrong) || work.isByMergeFunction()) {
            return Decision.unchanged(work, "shard %d holds nothing of %s", index, wrong);
        }
        var next = work.without(wrong);
        return Decision.changed(
                next,
                work.resultOf(wrong).isPresent()
                        ? "shard %d again: the result of %s is taken back"
                        : "%2$s does not get shard %1$d again",
                index,
                wrong);
    }
}
