package dev.iota.core.epoch;

import dev.iota.core.base.Decision;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.HeldOutMeasured;
import dev.iota.core.wire.SignedEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * The held-out loss of the weights that an epoch published: who measures it, and what was found.
 *
 * @param tokensTrained by the run when the epoch was published
 * @param tries so far
 * @param lease newest right to measure it; the result names it
 * @param validator that has the lease
 * @param until then the lease runs out, and another validator may be asked
 * @param measured what was found; it is written once
 */
public record HeldOutState(
        int epoch,
        long tokensTrained,
        int tries,
        String lease,
        Hotkey validator,
        Instant until,
        Optional<Measured> measured,
        long version)
        implements EpochPart {
    /** Where so many could not measure it nobody is asked any more: the weights may be no numbers. */
    static final int MOST_TRIES = 5;

    /**
     * What was found.
     *
     * @param lossNats for a token
     * @param tokens that were predicted
     * @param signed as the validator said it
     */
    public record Measured(double lossNats, long tokens, Instant at, SignedEvent signed) {}

    /** The first lease. */
    public static HeldOutState first(int epoch, long tokensTrained, String lease, Hotkey validator, Instant until) {
        return new HeldOutState(epoch, tokensTrained, 1, lease, validator, until, Optional.empty(), 0);
    }

    /** Whether another validator may be asked. */
    public boolean isFree(Instant now) {
        return measured.isEmpty() && tries < MOST_TRIES && now.isAfter(until);
    }

    /** The same, leased again. */
    public HeldOutState leased(String another, Hotkey to, Instant end) {
        return new HeldOutState(epoch, tokensTrained, tries + 1, another, to, end, measured, version + 1);
    }

    /** The same with a lease that ends later. */
    public HeldOutState extended(Instant end) {
        return new HeldOutState(epoch, tokensTrained, tries, lease, validator, end, measured, version + 1);
    }

    /**
     * What follows from what a validator says. A result under the newest lease counts also when that has run out.
     *
     * @param wanted tokens that the sample predicts
     */
    public Decision<HeldOutState> hears(HeldOutMeasured event, SignedEvent signed, long wanted, Instant now) {
        if (measured.isPresent()) {
            return Decision.unchanged(this, "the held-out loss of epoch %d is known already", epoch);
        }
        if (!event.lease().equals(lease) || !signed.hotkey().equals(validator)) {
            return Decision.unchanged(
                    this, "%s has no lease %s to measure epoch %d", signed.hotkey(), event.lease(), epoch);
        }
        if (event.tokens() != wanted) {
            return Decision.unchanged(
                    this, "it is over %d tokens; the sample of epoch %d has %d", event.tokens(), epoch, wanted);
        }
        return Decision.changed(
                new HeldOutState(
                        epoch,
                        tokensTrained,
                        tries,
                        lease,
                        validator,
                        until,
                        Optional.of(new Measured(event.lossNats(), event.tokens(), now, signed)),
                        version + 1),
                "held-out loss %.4f over %d tokens",
                event.lossNats(),
                event.tokens());
    }
}
