package dev.iota.model.checkpoint;

import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.TrainingSpec;

/**
 * What the weights of a checkpoint are.
 *
 * @param model their shape
 * @param training how they were trained
 * @param run name of the run
 * @param seed of the run
 * @param tokens trained on so far
 */
public record CheckpointInfo(ModelSpec model, TrainingSpec training, String run, long seed, long tokens) {}
