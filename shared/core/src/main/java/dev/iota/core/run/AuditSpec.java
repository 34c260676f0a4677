package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

import java.time.Duration;

/**
 * How much of the work is done again by validators, and what follows from what they say.
 *
 * @param share of the hops that is drawn of every miner; 0: none is
 * @param watchedShare of the miners of a stage that is watched in an epoch, so that one of them can be audited for all
 *     of it; 0: none is
 * @param newcomerHops backwards after which a miner is no newcomer any more
 * @param newcomerFactor times the share for newcomers
 * @param suspectFactor times either share for miners that are suspected
 * @param confirmations validators that must find the same fault before it counts: 1 or 2. With 1 a single lying
 *     validator can harm a miner; it is for a run with one validator
 * @param lease a validator has so long for an audit
 * @param patience an audit that is not decided after so long lapses; one of an epoch has longer, as its work takes
 */
public record AuditSpec(
        double share,
        double watchedShare,
        int newcomerHops,
        double newcomerFactor,
        double suspectFactor,
        int confirmations,
        Duration lease,
        Duration patience) {
    /** Hop objects are removed by the store a day after they were written, whatever becomes of their audit. */
    private static final Duration LONGEST_PATIENCE = Duration.ofHours(20);

    /**
     * As an audit of an epoch takes as long as the miner was busy with it, so often is it looked at: twice where it is
     * wrong, three times where validators disagree, each on a machine that may be half as fast.
     */
    private static final double LOOKS = 6;

    /** The probabilities of audit.md; an audit of a hop is a few seconds of work behind the loading of a stage. */
    public static final AuditSpec DEFAULT =
            new AuditSpec(0.01, 0.05, 200, 5, 10, 2, Duration.ofMinutes(10), Duration.ofHours(2));

    /** Nothing is drawn: a run that has no validators. */
    public static final AuditSpec NONE = DEFAULT.withShare(0).withWatchedShare(0);

    public AuditSpec {
        require(share >= 0 && share <= 1, "audits.share is %s; wanted 0 to 1", share);
        require(watchedShare >= 0 && watchedShare <= 1, "audits.watchedShare is %s; wanted 0 to 1", watchedShare);
        require(newcomerHops >= 0, "audits.newcomerHops is %d; it must not be negative", newcomerHops);
        require(
                isFactor(newcomerFactor) && isFactor(suspectFactor),
                "audits.newcomerFactor is %s and audits.suspectFactor %s; wanted 1 or more: no miner is audited less"
                        + " than the share",
                newcomerFactor,
                suspectFactor);
        require(confirmations == 1 || confirmations == 2, "audits.confirmations is %d; wanted 1 or 2", confirmations);
        require(
                lease.isPositive() && lease.compareTo(patience) <= 0 && patience.compareTo(LONGEST_PATIENCE) <= 0,
                "audits.lease is %s and audits.patience %s; wanted a positive lease, and a patience from there to %s,"
                        + " since the store forgets hops after a day",
                lease,
                patience,
                LONGEST_PATIENCE);
    }

    private static boolean isFactor(double factor) {
        return factor >= 1 && Double.isFinite(factor);
    }

    /** The same for another share of the hops. */
    public AuditSpec withShare(double other) {
        return new AuditSpec(
                other, watchedShare, newcomerHops, newcomerFactor, suspectFactor, confirmations, lease, patience);
    }

    /** The same for another share of the miners whose epochs are watched. */
    public AuditSpec withWatchedShare(double other) {
        return new AuditSpec(share, other, newcomerHops, newcomerFactor, suspectFactor, confirmations, lease, patience);
    }

    /** The patience with an audit of a whole epoch that the miner was busy with for so many seconds. */
    public Duration patience(double seconds) {
        var longer = patience.plusSeconds(Math.round(Math.min(LOOKS * seconds, (double) LONGEST_PATIENCE.toSeconds())));
        return longer.compareTo(LONGEST_PATIENCE) < 0 ? longer : LONGEST_PATIENCE;
    }

    /** The same with another number of validators that must agree. */
    public AuditSpec withConfirmations(int validators) {
        return new AuditSpec(
                share, watchedShare, newcomerHops, newcomerFactor, suspectFactor, validators, lease, patience);
    }
}
