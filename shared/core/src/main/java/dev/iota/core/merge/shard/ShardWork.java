package dev.iota.core.merge.shard;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.plan.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one shard of a stage stands: the only truth about it. {@link ShardTransitions} changes it.
 *
 * @param shard with its two owners by plan
 * @param hashes that a result consists of: in a merge one for each block of each section and one for each section's
 *     object; one in an inspection
 * @param state where it stands
 * @param issued every lease given, by the order of giving
 * @param results at most two, by the order of coming; who came first stores the blocks
 * @param barred miners that may not do it: they were wrong
 * @param version counts its writes; every write is conditional on the version it read
 */
public record ShardWork(
        Shard shard,
        int hashes,
        State state,
        List<ShardLease> issued,
        List<ShardResult> results,
        List<Hotkey> barred,
        long version) {

    /** Where a shard stands. */
    public enum State {
        /** Fewer than two results. */
        OPEN,
        /** Two results that differ: the merge function decides. */
        DISPUTED,
        /** Two results that are the same, or one by the merge function; the blocks may still be missing. */
        AGREED,
        /** Agreed, and the blocks are in the object store. */
        STORED
    }

    public ShardWork {
        issued = List.copyOf(issued);
        results = List.copyOf(results);
        barred = List.copyOf(barred);
    }

    /** A shard that nobody has begun. */
    public static ShardWork fresh(Shard shard, int hashes) {
        return new ShardWork(shard, hashes, State.OPEN, List.of(), List.of(), List.of(), 0);
    }

    /**
     * The hashes that may be shown to a miner: none until the second result is in, or the first owner's would be copied
     * instead of computed.
     */
    public Optional<List<String>> readable() {
        return state == State.AGREED || state == State.STORED
                ? Optional.of(results.getFirst().hashes())
                : Optional.empty();
    }

    /** Miners that are at it: their lease runs, and they have not answered it. */
    public List<Hotkey> busy(Instant now) {
        return issued.stream()
                .filter(lease -> !lease.isOver(now))
                .map(ShardLease::hotkey)
                .filter(hotkey -> !barred.contains(hotkey) && resultOf(hotkey).isEmpty())
                .distinct()
                .toList();
    }

    /** How many more miners should be at it. */
    public int wanted(Instant now) {
        return state == State.OPEN ? Math.max(0, 2 - results.size() - busy(now).size()) : 0;
    }

    /** Leases that are over while the answer to them, or the blocks of it, are still wanted; not those given back. */
    public List<ShardLease> overdue(Instant now) {
        var stored = results.stream().anyMatch(ShardResult::stored);
        return isByMergeFunction() || state == State.DISPUTED || state == State.STORED
                ? List.of()
                : issued.stream()
                        .filter(lease -> lease.isOver(now) && !lease.givenBack() && !barred.contains(lease.hotkey()))
                        .filter(lease -> resultOf(lease.hotkey()).isPresent() ? !stored : wanted(now) > 0)
                        .toList();
    }

    /** Leases that went to others than the owners by plan. */
    public int releases() {
        return (int) issued.stream()
                .filter(lease -> !shard.isOwnedBy(lease.hotkey()))
                .count();
    }

    /** Whether a miner ever had it: nobody gets it twice. */
    public boolean wasLeasedTo(Hotkey hotkey) {
        return issued.stream().anyMatch(lease -> lease.hotkey().equals(hotkey));
    }

    /**
     * Miners that let their lease run out, so that somebody else was given the shard, and whose answer did not come
     * later either. Where the merge function did the shard nothing is known of who had answered.
     *
     * @param lease how long each lasts
     */
    public List<Hotkey> lapsed(Duration lease) {
        return isByMergeFunction()
                ? List.of()
                : issued.stream()
                        .filter(ended -> issued.stream().anyMatch(later -> !later.until()
                                .isBefore(ended.until().plus(lease))))
                        .map(ShardLease::hotkey)
                        .filter(hotkey ->
                                !barred.contains(hotkey) && resultOf(hotkey).isEmpty())
                        .toList();
    }

    /** Whether the merge function did it. */
    public boolean isByMergeFunction() {
        return results.stream().anyMatch(result -> result.hotkey().isEmpty());
    }

    /** Who is to store the blocks now: the first of those whose result stands and whose lease still runs. */
    public Optional<Hotkey> storer(Instant now) {
        if (results.stream().anyMatch(ShardResult::stored) || state == State.DISPUTED) {
            return Optional.empty();
        }
        return results.stream()
                .filter(result ->
                        issued.stream().anyMatch(lease -> lease.id().equals(result.lease()) && !lease.isOver(now)))
                .flatMap(result -> result.hotkey().stream())
                .findFirst();
    }

    Optional<ShardResult> resultOf(Hotkey hotkey) {
        return results.stream().filter(result -> result.isOf(hotkey)).findFirst();
    }

    ShardWork with(State state, List<ShardResult> results) {
        return new ShardWork(shard, hashes, state, issued, results, barred, version + 1);
    }

    ShardWork withIssued(List<ShardLease> leases) {
        return new ShardWork(shard, hashes, state, leases, results, barred, version + 1);
    }

    ShardWork leasedTo(ShardLease lease) {
        var leases = new ArrayList<>(issued);
        leases.add(lease);
        return withIssued(leases);
    }

    ShardWork without(Hotkey wrong) {
        var kept = results.stream().filter(result -> !result.isOf(wrong)).toList();
        var others = new ArrayList<>(barred);
        others.add(wrong);
        var again = kept.size() < results.size() ? State.OPEN : state;
        return new ShardWork(shard, hashes, again, issued, kept, others, version + 1);
    }
}
