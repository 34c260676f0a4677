package dev.iota.cloud.table;

/**
 * What became of the microbatches of one feed.
 *
 * @param completed came back to stage 0
 * @param lost were given up
 * @param unfinished were on their way when their epoch ended
 * @param redispatched hops that had to be handed out again
 * @param lossSum of the completed, in nats per token
 * @param lastLoss of the newest completed one; 0 before there is one
 */
public record FeedProgress(
        long completed, long lost, long unfinished, long redispatched, double lossSum, double lastLoss) {
    public static final FeedProgress NONE = new FeedProgress(0, 0, 0, 0, 0, 0);

    /** Both together; the other one's newest loss. */
    public FeedProgress plus(FeedProgress other) {
        return new FeedProgress(
                completed + other.completed,
                lost + other.lost,
                unfinished + other.unfinished,
                redispatched + other.redispatched,
                lossSum + other.lossSum,
                other.completed > 0 ? other.lastLoss : lastLoss);
    }

    /** Mean loss of the completed, in nats per token; 0 before there is one. */
    public double meanLoss() {
        return completed == 0 ? 0 : lossSum / completed;
    }

    /** Those that are not on their way any more. */
    public long ended() {
        return completed + lost + unfinished;
    }
}
