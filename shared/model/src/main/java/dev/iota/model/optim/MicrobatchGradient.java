package dev.iota.model.optim;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Optional;

/**
 * The gradient of one microbatch.
 *
 * @param input with respect to the stage's input; none at the head
 * @param weights one tensor a parameter, in the compute precision; whoever takes it closes it
 * @param audit what is shown of it
 */
public record MicrobatchGradient(Optional<PtNDArray> input, IValue weights, GradientAudit audit) {}
