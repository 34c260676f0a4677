package dev.iota.core.merge;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Who merges what. The blocks of a stage are dealt, in order, into K = min(N(N−1)/2, {@value #MOST_SHARDS}, blocks) shards, and each shard
 * to a pair of the N miners; pairs are all different, and the miners' numbers of shards differ by one at most. Labels and order are
 * shuffled by the {@link PlanSeed}. The same inputs give the same plan on every machine.
 *
 * @param miners in hotkey order
 * @param blocks of the stage
 * @param shards in block order; none for less than two miners
 */
public record ButterflyPlan(List<Hotkey> miners, int blocks, List<Shard> shards) {
    /** All pairs of 64 miners. More shards would make more messages, not less work. */
    public static final int MOST_SHARDS = 2016;

    /** What becomes of the stage. */
    public enum Kind {
        /** No upload: the checkpoint before is carried over. */
        CARRY_OVER,
        /** One upload: it is published as it is, marked unverified, and audited. */
        AS_IS,
        /** Shards of two owners each. */
        BUTTERFLY
    }

    public ButterflyPlan {
        miners = List.copyOf(miners);
        shards = List.copyOf(shards);
    }

    /**
     * @param uploaders whose uploads were accepted; all different
     * @param blocks of the stage, positive
     */
    public static ButterflyPlan of(Collection<Hotkey> uploaders, int blocks, PlanSeed seed) {
        var miners = uploaders.stream().sorted().toList();
        if (miners.stream().distinct().count() != miners.size()) {
            throw new IllegalArgumentException("a miner uploaded twice: %s".formatted(miners));
        }
        if (blocks < 1) {
            throw new IllegalArgumentException("a stage of %d blocks; wanted at least one".formatted(blocks));
        }
        var count = shardCount(miners.size(), blocks);
        if (count == 0) {
            return new ButterflyPlan(miners, blocks, List.of());
        }
        var labels = new ArrayList<>(miners);
        var stream = new HashStream("iota-plan-1", seed.sha256());
        stream.shuffle(labels);
        var pairs = Pairings.of(miners.size(), count);
        stream.shuffle(pairs);
        var shards = new ArrayList<Shard>(count);
        for (var k = 0; k < count; k++) {
            var first = (int) ((long) k * blocks / count);
            var end = (int) ((k + 1L) * blocks / count);
            var pair = pairs.get(k);
            shards.add(new Shard(k, first, end - first, labels.get(pair.first()), labels.get(pair.second())));
        }
        return new ButterflyPlan(miners, blocks, shards);
    }

    static int shardCount(int miners, int blocks) {
        return (int) Math.min((long) miners * (miners - 1) / 2, Math.min(MOST_SHARDS, blocks));
    }

    public Kind kind() {
        return switch (miners.size()) {
            case 0 -> Kind.CARRY_OVER;
            case 1 -> Kind.AS_IS;
            default -> Kind.BUTTERFLY;
        };
    }

    /** Why it is of this kind. */
    public String reason() {
        return switch (kind()) {
            case CARRY_OVER -> "no upload: the checkpoint before is carried over";
            case AS_IS -> "one upload, of %s: published as it is, unverified".formatted(miners.getFirst());
            case BUTTERFLY ->
                "%d uploads, %d blocks: %d shards of two owners".formatted(miners.size(), blocks, shards.size());
        };
    }

    /** The shards that a miner owns. */
    public List<Shard> ownedBy(Hotkey hotkey) {
        return shards.stream().filter(shard -> shard.isOwnedBy(hotkey)).toList();
    }
}
