package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.wire.Precision;

/**
 * How the model is trained.
 *
 * @param sequence tokens of a sequence (T)
 * @param sequences sequences of a microbatch (B)
 * @param slice sequences that a stage computes at one time, 0 for all: what a backward takes for a while does not grow
 *     with B then, and the slices' gradients add up in the compute precision
 * @param microbatchesPerStep forwards that may join one optimiser step of a miner (A)
 * @param stepsPerEpoch optimiser steps of an epoch at the median miner (H)
 * @param compute element type inside the engine; master weights and moments are float32 always
 * @param wire element type of activations and gradients between stages
 * @param orderedAccumulation gradients of a step are added in the order of microbatch ids, at the cost of keeping
 *     each apart
 * @param adamW the local optimiser
 * @param schedule the learning rate over the run
 */
public record TrainingSpec(
        int sequence,
        int sequences,
        int slice,
        int microbatchesPerStep,
        int stepsPerEpoch,
        Precision compute,
        Precision wire,
        boolean orderedAccumulation,
        AdamWSpec adamW,
        Schedule schedule) {

    public TrainingSpec {
        require(sequence > 0, "training.sequence is %d; it must be positive", sequence);
        require(sequences > 0, "training.sequences is %d; it must be positive", sequences);
        require(
                slice >= 0 && slice <= sequences,
                "training.slice is %d; it must be between 0 and training.sequences, which is %d",
                slice,
                sequences);
        require(
                microbatchesPerStep > 0,
                "training.microbatchesPerStep is %d; it must be positive",
                microbatchesPerStep);
        require(stepsPerEpoch > 0, "training.stepsPerEpoch is %d; it must be positive", stepsPerEpoch);
    }

    /** The same with epochs of another length. */
    public TrainingSpec withStepsPerEpoch(int steps) {
        return new TrainingSpec(
                sequence,
                sequences,
                slice,
                microbatchesPerStep,
                steps,
                compute,
                wire,
                orderedAccumulation,
                adamW,
                schedule);
    }

    /** The same with another learning rate. */
    public TrainingSpec withSchedule(Schedule other) {
        return new TrainingSpec(
                sequence,
                sequences,
                slice,
                microbatchesPerStep,
                stepsPerEpoch,
                compute,
                wire,
                orderedAccumulation,
                adamW,
                other);
    }

    /** The same in other precisions. */
    public TrainingSpec computing(Precision inside, Precision between) {
        return new TrainingSpec(
                sequence,
                sequences,
                slice,
                microbatchesPerStep,
                stepsPerEpoch,
                inside,
                between,
                orderedAccumulation,
                adamW,
                schedule);
    }

    /** Sequences that a stage computes at one time. */
    public int sequencesAtOnce() {
        return slice == 0 ? sequences : slice;
    }

    /** Parts in which a stage computes a microbatch. */
    public int slicesPerMicrobatch() {
        return Math.ceilDiv(sequences, sequencesAtOnce());
    }

    /** Tokens that a stage computes at one time. */
    public int tokensAtOnce() {
        return sequence * sequencesAtOnce();
    }

    /** Tokens that a microbatch trains on: B · T. */
    public int tokensPerMicrobatch() {
        return sequence * sequences;
    }

    /** Learning rate of step {@code step} of epoch {@code epoch}: f(e·H + min(s, H−1)). */
    public double learningRate(int epoch, int step) {
        return schedule.rate((long) epoch * stepsPerEpoch + Math.min(step, stepsPerEpoch - 1));
    }
}
