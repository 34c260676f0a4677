package dev.iota.research.zoo;

import dev.iota.core.audit.AuditDraw;
import dev.iota.core.base.Sha256;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Miners whose hops are drawn for audits as a run draws them: by the keyed code of each, whatever the order. */
final class AuditedMiners {
    private static final int LEASE_DIGITS = 16;

    private final String secret;
    private final int miners;
    private final int hops;

    /**
     * @param seed of the epoch's secret
     * @param miners of each kind
     * @param hops of each miner
     */
    AuditedMiners(long seed, int miners, int hops) {
        this.secret = Sha256.hex("zoo %d".formatted(seed));
        this.miners = miners;
        this.hops = hops;
    }

    /**
     * What becomes of miners of a kind.
     *
     * @param audits that were drawn
     * @param found miners of which an audit failed
     * @param median hops until the first failed audit, of those that were found; 0 if none was
     */
    record Found(long audits, int found, double median) {}

    /**
     * Lets them all work.
     *
     * @param share of hops that is audited
     * @param fails whether an audit of the hop of this number fails; numbers go through all miners
     */
    Found work(double share, IntPredicate fails) {
        var audits = 0L;
        var until = new int[miners];
        var found = 0;
        for (var miner = 0; miner < miners; miner++) {
            for (var hop = 0; hop < hops; hop++) {
                var number = miner * hops + hop;
                if (!draw(miner, number).isBelow(share)) {
                    continue;
                }
                audits++;
                if (fails.test(number)) {
                    until[found] = hop + 1;
                    found++;
                    break;
                }
            }
        }
        var sorted = Arrays.copyOf(until, found);
        Arrays.sort(sorted);
        return new Found(audits, found, found == 0 ? 0 : (sorted[(found - 1) / 2] + sorted[found / 2]) / 2.0);
    }

    /** What finding so many of the one, and so many of the other, comes to. */
    ZooReport.AtShare compare(double share, Found cheats, Found honest) {
        var wrong = miners - cheats.found() + honest.found();
        return new ZooReport.AtShare(
                share,
                (double) cheats.found() / miners,
                1 - Math.pow(1 - share, hops),
                cheats.median(),
                (double) honest.found() / miners,
                cheats.found() == 0 ? 0 : 2.0 * cheats.found() / (2 * cheats.found() + wrong));
    }

    private AuditDraw draw(int miner, int number) {
        var lease = Sha256.hex("%d/%d".formatted(miner, number)).substring(0, LEASE_DIGITS);
        return AuditDraw.ofHop(secret, "zoo", 0, number, 0, lease);
    }
}
