package dev.iota.core.merge.plan;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Who merges what. The blocks of a stage are dealt, in order, into K = min(N(N−1)/2, {@value #MOST_SHARDS}, blocks)
 * shards, or more where one would have more than {@value #MOST_BLOCKS} blocks, and each shard to a pair of the N
 * miners; no pair comes twice before all came once, and the miners' numbers of shards differ by one at most. Labels and
 * order are shuffled by the {@link PlanSeed}. The same inputs give the same plan on every machine.
 *
 * @param miners in hotkey order
 * @param blocks of the stage
 * @param shards in block order; none for less than two miners
 */
public record ButterflyPlan(List<Hotkey> miners, int blocks, List<Shard> shards) {
    /** All pairs of 64 miners. More shards would make more messages, not less work. */
    public static final int MOST_SHARDS = 2016;

    /**
     * 64 MiB of float32: whatever the stage's size, the hashes of two results of three sections fit one item of a
     * table, and a function's disk the blocks.
     */
    public static final int MOST_BLOCKS = 256;

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
        if (miners.size() < 2) {
            return new ButterflyPlan(miners, blocks, List.of());
        }
        var count = shardCount(miners.size(), blocks);
        var labels = new ArrayList<>(miners);
        var stream = new HashStream("iota-plan-1", seed.sha256());
        stream.shuffle(labels);
        var pairs = Pairings.of(miners.size(), count);
        stream.shuffle(pairs);
        return new ButterflyPlan(
                miners,
                blocks,
                deal(
                        blocks,
                        pairs.stream()
                                .map(pair -> List.of(labels.get(pair.first()), labels.get(pair.second())))
                                .toList()));
    }

    /** The shards of a stage with one upload, for the merge function: nobody else is there. */
    public static ButterflyPlan single(Hotkey uploader, int blocks) {
        var count = Math.ceilDiv(blocks, MOST_BLOCKS);
        return new ButterflyPlan(
                List.of(uploader), blocks, deal(blocks, Collections.nCopies(count, List.of(uploader, uploader))));
    }

    /** As many shards as there are pairs of owners, their sizes within one. */
    private static List<Shard> deal(int blocks, List<List<Hotkey>> owners) {
        var shards = new ArrayList<Shard>(owners.size());
        for (var k = 0; k < owners.size(); k++) {
            var first = (int) ((long) k * blocks / owners.size());
            var end = (int) ((k + 1L) * blocks / owners.size());
            shards.add(new Shard(
                    k,
                    first,
                    end - first,
                    owners.get(k).getFirst(),
                    owners.get(k).getLast()));
        }
        return shards;
    }

    static int shardCount(int miners, int blocks) {
        var pairs = (long) miners * (miners - 1) / 2;
        return (int) Math.max(Math.min(pairs, Math.min(MOST_SHARDS, blocks)), Math.ceilDiv(blocks, MOST_BLOCKS));
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
