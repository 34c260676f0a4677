package dev.iota.core.api.view;

import dev.iota.core.epoch.HeldOutState;
import java.time.Instant;
import java.util.Optional;

/**
 * What a validator measured of published weights on text that the run does not train on.
 *
 * @param epoch that published the weights
 * @param lossNats for a token
 * @param tokens that were predicted
 * @param tokensTrained by the run until the epoch was published
 */
public record HeldOutLoss(int epoch, double lossNats, long tokens, long tokensTrained, Instant measuredAt) {
    /** None before it is measured. */
    public static Optional<HeldOutLoss> of(HeldOutState state) {
        return state.measured()
                .map(found -> new HeldOutLoss(
                        state.epoch(), found.lossNats(), found.tokens(), state.tokensTrained(), found.at()));
    }
}
