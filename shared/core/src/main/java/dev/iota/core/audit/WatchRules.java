package dev.iota.core.audit;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Whose epochs are watched: the objects of all hops of a watched miner are kept, so that the epoch can be audited when
 * it is over.
 *
 * @param spec of the run
 */
public record WatchRules(RunSpec spec) {
    /** Bars are known for no more steps in a row. */
    public static final int MOST_STEPS = 64;

    /**
     * The store forgets hops a day after they were written. What an epoch began with has to last to its end, and then
     * as long as an audit may take.
     */
    public static final Duration LONGEST_EPOCH = Duration.ofHours(3);

    /** Whether anybody is watched in this run. */
    public boolean isAnybody() {
        return spec.audits().watchedShare() > 0
                && isRepeatable()
                && spec.training().stepsPerEpoch() <= MOST_STEPS
                && spec.epochs().target().compareTo(LONGEST_EPOCH) <= 0;
    }

    /**
     * Whether what a miner uploads follows from the published state and from its hops, and from nothing of its own.
     */
    public boolean isRepeatable() {
        var merge = spec.epochs().merge();
        return !merge.errorFeedback()
                && switch (merge.mode()) {
                    // Where moments are averaged they are published, too.
                    case SYNC, AVERAGE -> true;
                    case DILOCO -> merge.diloco().moments() == Moments.RESTARTED;
                };
    }

    /**
     * The draw of a miner, if it is watched.
     *
     * @param secret of the epoch
     * @param suspected asked only where it decides
     */
    public Optional<AuditDraw> watched(String secret, int epoch, int stage, Hotkey hotkey, BooleanSupplier suspected) {
        var draw = AuditDraw.ofMiner(secret, spec.run(), epoch, stage, hotkey);
        var audits = spec.audits();
        var is = draw.isBelow(rate(audits, false)) || (draw.isBelow(rate(audits, true)) && suspected.getAsBoolean());
        return is ? Optional.of(draw) : Optional.empty();
    }

    /** The share of miners that is watched: of all, or of those that are suspected. */
    public static double rate(AuditSpec audits, boolean suspected) {
        return Math.min(1, audits.watchedShare() * (suspected ? audits.suspectFactor() : 1));
    }
}
