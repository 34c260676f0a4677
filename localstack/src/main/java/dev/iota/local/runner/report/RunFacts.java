package dev.iota.local.runner.report;

import dev.iota.core.api.EpochStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a session showed, from its start or resumption to its end: all that {@link Assessment} needs to say how it
 * ended.
 *
 * @param failure why the runner could not go on
 * @param halted why the orchestrator stopped the run: it diverged
 * @param shortfall how much of the steps or epochs that were asked for is missing
 * @param cutShort epochs that ended before the steps of each were made
 * @param work that was done
 * @param epochs that ended, in order
 * @param alarms a sentence for each miner that was given up or lost its place, and each token shard that is damaged
 * @param weights what came of it
 */
public record RunFacts(
        Optional<String> failure,
        Optional<String> halted,
        Optional<Shortfall> shortfall,
        List<CutShort> cutShort,
        Work work,
        List<EpochStatus> epochs,
        List<String> alarms,
        Weights weights) {

    /**
     * The run ended before it was as long as a person wanted.
     *
     * @param unit {@code steps} or {@code epochs}
     * @param asked whether a person asked to finish
     */
    public record Shortfall(String unit, long made, long wanted, boolean asked) {}

    /**
     * An epoch that ended before all of it was made.
     *
     * @param unit {@code steps}, or {@code microbatches} where the merge takes the one step of the epoch
     * @param made by the whole swarm
     * @param asked whether a person asked to finish
     */
    public record CutShort(int epoch, String unit, long made, long wanted, boolean asked) {}

    /**
     * What was done.
     *
     * @param steps optimiser steps that count, of the stage that made the most
     * @param completed microbatches
     * @param lost microbatches
     * @param givenBack data positions that were to start again, and had not when the run ended
     * @param lossFirst over the whole run; null without one
     * @param lossLast over the whole run; null without one
     */
    public record Work(
            long steps,
            long completed,
            long lost,
            long givenBack,
            @Nullable Double lossFirst,
            @Nullable Double lossLast) {}

    /**
     * What came of it.
     *
     * @param collected whether there is a checkpoint
     * @param heldOut its loss on text that it was not trained on
     * @param before a loss of what the session began with, where one is known that can be compared with it
     */
    public record Weights(boolean collected, HeldOut heldOut, OptionalDouble before) {}

    /** The loss of the checkpoint. */
    public sealed interface HeldOut {}

    /** @param loss nats per token; may be no number */
    public record Measured(double loss) implements HeldOut {}

    /** @param why there is none */
    public record Unknown(String why) implements HeldOut {}

    public RunFacts {
        cutShort = List.copyOf(cutShort);
        epochs = List.copyOf(epochs);
        alarms = List.copyOf(alarms);
    }
}
