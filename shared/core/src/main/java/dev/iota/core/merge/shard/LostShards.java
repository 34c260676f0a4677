package dev.iota.core.merge.shard;

/**
 * How many shards would keep their old values if nothing but miners merged them, each of which fails with the same
 * probability in the time it has for a shard. With the merge function the answer is none; this says how much it has to
 * do, and what plain pairing would lose.
 */
public final class LostShards {
    private LostShards() {}

    /**
     * The expected share of shards without any result: all owners fail, and so does everyone it is leased to again,
     * p^(owners + releases).
     *
     * @param failure p
     * @param owners of a shard
     * @param releases further miners, one after the other; 0 for none
     */
    public static double share(double failure, int owners, int releases) {
        requireProbability(failure);
        var share = 1.0;
        for (var i = 0; i < owners + releases; i++) {
            share *= failure;
        }
        return share;
    }

    /**
     * The expected share of shards that miners do not get two results of, and the merge function does: at most one of
     * them all answers.
     *
     * @param failure p
     * @param owners of a shard
     * @param releases further miners, one after the other; 0 for none
     */
    public static double byMergeFunction(double failure, int owners, int releases) {
        var oneFewer = share(failure, owners + releases - 1, 0);
        return oneFewer * (failure + (owners + releases) * (1 - failure));
    }

    /**
     * The probability that no shard at all is lost when every group of {@code owners} of the miners owns one: at most
     * owners − 1 fail. With 50 miners that fail with 10 %, pairs keep everything in 3.4 % of the epochs.
     *
     * @param miners N
     */
    public static double noneLost(int miners, double failure, int owners) {
        requireProbability(failure);
        var probability = 0.0;
        for (var failed = 0; failed < Math.min(owners, miners + 1); failed++) {
            probability += choose(miners, failed) * Math.pow(failure, failed) * Math.pow(1 - failure, miners - failed);
        }
        return Math.min(1, probability);
    }

    private static double choose(int n, int k) {
        var ways = 1.0;
        for (var i = 0; i < k; i++) {
            ways = ways * (n - i) / (i + 1);
        }
        return ways;
    }

    private static void requireProbability(double failure) {
        if (!(failure >= 0 && failure <= 1)) {
            throw new IllegalArgumentException("a failure rate of %s; wanted 0 to 1".formatted(failure));
        }
    }
}
