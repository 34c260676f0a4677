package dev.iota.core.clasp;

import static dev.iota.core.base.Require.require;

import dev.iota.core.identity.Hotkey;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One completed microbatch, as far as its loss says something about the miners that it passed. Whether the loss can be
 * believed is for the caller to know: losses that a tail reported and no validator recomputed may be left out.
 *
 * @param epoch in which it was done
 * @param miners the miner of each stage, the head first; where a backward was rescued, the one that did the forward
 * @param loss of the position under the miners' weights, in nats per token
 * @param difficulty the same position's loss under the published weights, where somebody computed it
 * @param rescued whether a backward went to another miner than its forward
 */
public record SampledPathway(long epoch, List<Hotkey> miners, double loss, OptionalDouble difficulty, boolean rescued) {
    /** Nats per token; a guess among a million tokens is at 14. What is above is no loss of a run that goes on. */
    public static final double HIGHEST_LOSS = 1000;

    /** Stages of a run, at most. */
    public static final int MOST_STAGES = 64;

    /** @throws dev.iota.core.base.MalformedException if a loss is none, or the pathway has no or too many stages */
    public SampledPathway {
        miners = List.copyOf(miners);
        require(epoch >= 0, "a pathway of epoch %d; the first epoch is 0", epoch);
        require(
                !miners.isEmpty() && miners.size() <= MOST_STAGES,
                "a pathway through %d stages; wanted 1 to %d",
                miners.size(),
                MOST_STAGES);
        requireLoss("loss", loss);
        difficulty.ifPresent(value -> requireLoss("difficulty", value));
    }

    private static void requireLoss(String name, double value) {
        // A comparison with NaN is false.
        require(
                value >= 0 && value <= HIGHEST_LOSS,
                "a pathway with %s %s; wanted 0 to %.0f nats per token",
                name,
                value,
                HIGHEST_LOSS);
    }
}
