package dev.iota.core.merge.shard;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.shard.ShardWork.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All shards of a stage in one round, inspection or merge. Each is an item of its own; what is here is recounted from
 * the items whenever the phase is evaluated.
 *
 * @param round what the shards are gone through for
 * @param shards by index
 */
public record ShardLedger(Round round, List<ShardWork> shards) {

    /** What the shards are gone through for. */
    public enum Round {
        /** A result is {@link Inspection#hash}; the findings come with it, so it is stored at once. */
        INSPECTION,
        /**
         * A result is the hash of every block of every section, then that of each section's object: its blocks, one
         * after the other.
         */
        MERGE
    }

    public ShardLedger {
        shards = List.copyOf(shards);
    }

    /** The shards of a plan, not inspected yet. */
    public static ShardLedger inspection(ButterflyPlan plan) {
        return new ShardLedger(
                Round.INSPECTION,
                plan.shards().stream().map(shard -> ShardWork.fresh(shard, 1)).toList());
    }

    /**
     * The shards of a plan, not merged yet.
     *
     * @param sections of the published state
     */
    public static ShardLedger merge(ButterflyPlan plan, int sections) {
        return new ShardLedger(
                Round.MERGE,
                plan.shards().stream()
                        .map(shard -> ShardWork.fresh(shard, sections * (shard.blocks() + 1)))
                        .toList());
    }

    /** The same with one shard as it is now. */
    public ShardLedger with(ShardWork work) {
        var next = new ArrayList<>(shards);
        next.set(work.shard().index(), work);
        return new ShardLedger(round, next);
    }

    /**
     * What is to be done now. Owners that are alive come first; a silent one is replaced by the live miner with the
     * least to do, which may be of any stage: the arithmetic needs none. Where nobody is left, or the shard was leased
     * again too often, the merge function does it.
     *
     * @param live miners of the run that answer, but for those found wrong in this round
     * @param releases see {@link MergeOptions#releases}
     */
    public List<ShardAction> due(Instant now, Collection<Hotkey> live, int releases) {
        // In hotkey order, so that of equals the first is chosen everywhere.
        var load = new LinkedHashMap<Hotkey, Integer>();
        live.stream().sorted().forEach(hotkey -> load.put(hotkey, 0));
        for (var work : shards) {
            work.busy(now).forEach(hotkey -> load.computeIfPresent(hotkey, (h, count) -> count + 1));
        }
        var actions = new ArrayList<ShardAction>();
        for (var work : shards) {
            due(work, now, load, releases).ifPresent(actions::add);
        }
        return actions;
    }

    private Optional<ShardAction> due(ShardWork work, Instant now, Map<Hotkey, Integer> load, int releases) {
        var index = work.shard().index();
        return switch (work.state()) {
            case STORED -> Optional.empty();
            case DISPUTED ->
                Optional.of(
                        round == Round.MERGE
                                ? Arbitration.contested(work)
                                        .<ShardAction>map(block -> new ShardAction.Arbitrate(index, block))
                                        .orElseGet(() -> new ShardAction.DoByMergeFunction(
                                                index, "only the hashes of the objects differ"))
                                : new ShardAction.DoByMergeFunction(index, "the findings of the owners differ"));
            case AGREED ->
                Optional.of(work.storer(now)
                        .<ShardAction>map(hotkey -> new ShardAction.Store(index, hotkey))
                        .orElseGet(() -> new ShardAction.DoByMergeFunction(
                                index, "two results agree, and neither stored its blocks in time")));
            case OPEN -> open(work, now, load, releases);
        };
    }

    private static Optional<ShardAction> open(ShardWork work, Instant now, Map<Hotkey, Integer> load, int releases) {
        var index = work.shard().index();
        var chosen = new ArrayList<Hotkey>();
        var again = work.releases();
        while (chosen.size() < work.wanted(now)) {
            var next = candidate(work, load, chosen);
            if (next.isEmpty()) {
                return Optional.of(
                        new ShardAction.DoByMergeFunction(index, "no live miner is left that has not had it"));
            }
            if (!work.shard().isOwnedBy(next.get()) && again++ >= releases) {
                return Optional.of(new ShardAction.DoByMergeFunction(
                        index, "leased again %d times without two results".formatted(work.releases())));
            }
            chosen.add(next.get());
        }
        chosen.forEach(hotkey -> load.merge(hotkey, 1, Integer::sum));
        return chosen.isEmpty() ? Optional.empty() : Optional.of(new ShardAction.Lease(index, chosen));
    }

    private static Optional<Hotkey> candidate(ShardWork work, Map<Hotkey, Integer> load, List<Hotkey> chosen) {
        return load.keySet().stream()
                .filter(hotkey ->
                        !work.wasLeasedTo(hotkey) && !work.barred().contains(hotkey) && !chosen.contains(hotkey))
                .min(Comparator.<Hotkey>comparingInt(hotkey -> work.shard().isOwnedBy(hotkey) ? 0 : 1)
                        .thenComparingInt(load::get));
    }

    /**
     * Takes back everything that a miner said in this round, after it was found wrong once.
     *
     * @return the shards that changed
     */
    public List<ShardWork> drop(Hotkey wrong, ShardTransitions transitions) {
        return shards.stream()
                .map(work -> transitions.drop(work, wrong))
                .filter(decision -> decision.changed())
                .map(decision -> decision.next())
                .toList();
    }

    /** Whether every block of the result is in the object store. */
    public boolean isStored() {
        return count(State.STORED) == shards.size();
    }

    public int count(State state) {
        return (int) shards.stream().filter(work -> work.state() == state).count();
    }

    /** Shards that the merge function did. */
    public int byMergeFunction() {
        return (int) shards.stream().filter(ShardWork::isByMergeFunction).count();
    }

    /** Leases to others than owners by plan. */
    public int releases() {
        return shards.stream().mapToInt(ShardWork::releases).sum();
    }

    /** When the next lease runs out whose answer is still wanted, or whose blocks are. */
    public Optional<Instant> nextDeadline(Instant now) {
        return shards.stream()
                .filter(work -> work.state() != State.STORED)
                .flatMap(work -> work.issued().stream())
                .map(ShardLease::until)
                .filter(until -> !until.isBefore(now))
                .min(Comparator.naturalOrder());
    }
}
