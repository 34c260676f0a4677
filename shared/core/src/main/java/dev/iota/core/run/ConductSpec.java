package dev.iota.core.run;

import dev.iota.core.base.InvalidSpecException;
import java.time.Duration;

/**
 * What wasted work costs a miner. The unit is a load: as many hops as it has slots. So a machine that dies with
 * everything it had in hand has one fault, whatever its size.
 *
 * @param loads of open faults at which a miner loses its place; on the way there it loses slots in proportion
 * @param credit share of a hop's fault that an accepted hop makes good: a miner that returns fewer than
 *     {@code 1 / (1 + credit)} of its hops falls
 * @param refusal share of a hop's fault that refusing it is: a receiver may be right, but not more often than it works
 * @param rubbish loads for a stored object that is not what its producer signed, or for a report of that which is
 *     not true
 * @param merge loads for an upload that inspection left out, or a shard whose result was wrong
 * @param audit loads for a hop that validators found to be wrong: with the second one a miner falls, unless it did
 *     very much in between
 * @param flood loads for a minute with more events than {@link dev.iota.core.run.LimitSpec#events}
 * @param eviction how long the first eviction lasts; each further one twice as long, until the miner has made good
 *     everything
 * @param longestEviction and no longer
 */
public record ConductSpec(
        double loads,
        double credit,
        double refusal,
        double rubbish,
        double merge,
        double audit,
        double flood,
        Duration eviction,
        Duration longestEviction) {

    /**
     * A miner that takes everything and returns nothing is out after about three times its slots in hops; one that
     * crashes keeps its place as long as it does ten loads of work between one crash and the next.
     */
    public static final ConductSpec DEFAULT =
            new ConductSpec(6, 0.1, 0.1, 0.5, 2, 5, 1.5, Duration.ofMinutes(10), Duration.ofHours(24));

    public ConductSpec {
        require(loads > 0, "limits.conduct.loads is %s; it must be positive", loads);
        require(
                credit > 0 && refusal >= 0 && rubbish >= 0 && merge >= 0 && audit >= 0 && flood >= 0,
                "limits.conduct has credit %s, refusal %s, rubbish %s, merge %s, audit %s, flood %s;"
                        + " credit must be positive and none negative",
                credit,
                refusal,
                rubbish,
                merge,
                audit,
                flood);
        require(
                eviction.isPositive() && eviction.compareTo(longestEviction) <= 0,
                "limits.conduct.eviction is %s; it must be positive and at most longestEviction %s",
                eviction,
                longestEviction);
    }

    private static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new InvalidSpecException(message.formatted(values));
        }
    }
}
