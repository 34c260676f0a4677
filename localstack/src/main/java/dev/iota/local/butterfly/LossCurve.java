package dev.iota.local.butterfly;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.merge.shard.LostShards;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Shares of the shards that would be lost, against the probability with which a miner does not answer. Plans deal a
 * shard to two owners; each owner beyond those is played as one lease more to somebody else.
 *
 * @param miners of a stage
 * @param merges that were played for each number
 * @param points by failure rate
 */
public record LossCurve(int miners, int merges, List<Point> points) {
    static final int RELEASES = MergeOptions.RELEASES;

    private static final List<Double> FAILURES = List.of(0.05, 0.1, 0.2, 0.3, 0.4, 0.5);
    private static final List<Integer> OWNERS = List.of(2, 3, 4);
    private static final int KEY_BYTES = 32;

    /** A share by formula and as it was played. */
    public record Share(double formula, double played) {}

    /**
     * What is expected of shards with so many owners.
     *
     * @param lost without any result, if nobody but the owners did it
     * @param lostReleased the same, if it is leased again up to {@value MergeOptions#RELEASES} times
     * @param byMergeFunction that have no two results then: the merge function does them, and none is lost
     */
    public record Owners(int owners, Share lost, Share lostReleased, Share byMergeFunction) {}

    /**
     * One failure rate.
     *
     * @param noneLost merges of plain pairs that lose nothing, where a miner that fails does so for all of its shards
     */
    public record Point(double failure, List<Owners> owners, Share noneLost) {
        public Point {
            owners = List.copyOf(owners);
        }
    }

    public LossCurve {
        points = List.copyOf(points);
    }

    public static LossCurve of(int miners, int merges, long seed) {
        var keys = IntStream.range(0, miners)
                .mapToObj(
                        i -> Hotkey.of(ByteBuffer.allocate(KEY_BYTES).putInt(i).array()))
                .toList();
        // As many blocks as there are pairs: every pair has a shard.
        var plans = IntStream.range(0, merges)
                .mapToObj(i -> ButterflyPlan.of(
                        keys, miners * (miners - 1) / 2, new PlanSeed(Sha256.hex("%d %d".formatted(seed, i)))))
                .toList();
        // Each rate draws from a random source of its own, whichever thread it is on.
        var points = IntStream.range(0, FAILURES.size())
                .parallel()
                .mapToObj(i -> point(plans, FAILURES.get(i), new Random(seed + i)))
                .toList();
        return new LossCurve(miners, merges, points);
    }

    private static Point point(List<ButterflyPlan> plans, double failure, Random random) {
        var owners = OWNERS.stream()
                .map(count -> {
                    var alone = play(plans, count - 2, failure, random);
                    var released = play(plans, count - 2 + RELEASES, failure, random);
                    return new Owners(
                            count,
                            share(LostShards.share(failure, count, 0), alone.lost(), alone.shards()),
                            share(LostShards.share(failure, count, RELEASES), released.lost(), released.shards()),
                            share(
                                    LostShards.byMergeFunction(failure, count, RELEASES),
                                    released.byMergeFunction(),
                                    released.shards()));
                })
                .toList();
        var miners = plans.getFirst().miners().size();
        var whole = (int) plans.stream()
                .filter(plan -> losesNothing(plan, failure, random))
                .count();
        return new Point(failure, owners, share(LostShards.noneLost(miners, failure, 2), whole, plans.size()));
    }

    private static LeaseSimulation.Count play(List<ButterflyPlan> plans, int releases, double failure, Random random) {
        return plans.stream()
                .map(plan -> LeaseSimulation.play(plan, releases, failure, random))
                .reduce(new LeaseSimulation.Count(0, 0, 0), LeaseSimulation.Count::plus);
    }

    private static boolean losesNothing(ButterflyPlan plan, double failure, Random random) {
        var failed = new HashSet<Hotkey>();
        plan.miners().stream().filter(miner -> random.nextDouble() < failure).forEach(failed::add);
        return plan.shards().stream()
                .noneMatch(shard -> failed.contains(shard.first()) && failed.contains(shard.second()));
    }

    private static Share share(double formula, int count, int all) {
        return new Share(formula, (double) count / all);
    }

    /** Tables in Markdown: each cell by formula, then as it was played. */
    public String text() {
        return "Shards without any result, owners alone:%n%s%nThe same, leased again up to %d times:%n%s%n"
                        .formatted(table(Owners::lost), RELEASES, table(Owners::lostReleased))
                + "Done by the merge function then (lost: none), and merges of plain pairs that lose nothing:%n%s"
                        .formatted(mergeTable());
    }

    private String table(Function<Owners, Share> column) {
        var text = new StringBuilder("| failures |");
        OWNERS.forEach(owners -> text.append(" %d owners |".formatted(owners)));
        text.append("%n|---|%s%n".formatted("---|".repeat(OWNERS.size())));
        for (var point : points) {
            text.append(percent(point.failure()));
            point.owners().forEach(owners -> text.append(show(column.apply(owners))));
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    private String mergeTable() {
        var text = new StringBuilder(
                "| failures | 2 owners | 3 owners | 4 owners | nothing lost, of %d miners |%n|---|---|---|---|---|%n"
                        .formatted(miners));
        for (var point : points) {
            text.append(percent(point.failure()));
            point.owners().forEach(owners -> text.append(show(owners.byMergeFunction())));
            text.append(show(point.noneLost())).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "| %.0f %% |", 100 * share);
    }

    private static String show(Share share) {
        return String.format(Locale.ROOT, " %.4f %%, %.4f %% |", 100 * share.formula(), 100 * share.played());
    }
}
