package dev.iota.core.merge.shard;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.iota.core.identity.Hotkey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * A miner that let leases of shards run out, or gave them back, so that somebody else was given the shard.
 *
 * @param shards that it did not answer
 * @param of so many that it was leased
 */
public record Lapsed(Hotkey hotkey, long shards, long of) {
    /**
     * In hotkey order, who let shards lapse.
     *
     * @param works every shard of a stage, in all rounds
     * @param lease how long each lasts
     */
    public static List<Lapsed> in(Collection<ShardWork> works, Duration lease) {
        var leased = works.stream()
                .flatMap(work -> work.issued().stream())
                .collect(groupingBy(ShardLease::hotkey, counting()));
        var lapsed = works.stream()
                .flatMap(work -> work.lapsed(lease).stream())
                .collect(groupingBy(hotkey -> hotkey, counting()));
        return leased.entrySet().stream()
                .filter(entry -> lapsed.containsKey(entry.getKey()))
                .map(entry -> new Lapsed(entry.getKey(), lapsed.getOrDefault(entry.getKey(), 0L), entry.getValue()))
                .sorted((one, other) -> one.hotkey().compareTo(other.hotkey()))
                .toList();
    }

    /** A load is all that a miner had in hand. */
    public double loads() {
        return (double) shards / of;
    }
}
