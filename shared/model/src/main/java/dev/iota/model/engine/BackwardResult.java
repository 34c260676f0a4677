package dev.iota.model.engine;

import dev.iota.model.optim.GradientAudit;
import java.util.Optional;

/**
 * What a backward yields.
 *
 * @param inputGradient payload for the stage before, in the wire's precision; none at the head
 * @param audit of this microbatch's weight gradient
 */
public record BackwardResult(Optional<byte[]> inputGradient, GradientAudit audit) {}
