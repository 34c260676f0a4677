package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;
import java.util.Optional;

/**
 * What a miner read and stored for one hop, so that a validator can do it again.
 *
 * @param tokens at the head and at the tail
 * @param input the stage's input, for all but the head
 * @param output the stored output of the forward; none at the tail, and none where another miner made it
 * @param outputGradient the gradient of the stage's output; none at the tail
 * @param inputGradient the stored gradient of the stage's input; none at the head
 * @param probe seed of the weight positions whose gradient was reported
 * @param reported what the backward said of the weight gradient
 * @param loss mean cross entropy in nats per token, as the tail reported it
 * @param rescue where the miner had computed the forward again: the difference to the stored output that it reported
 */
public record HopEvidence(
        Optional<TokenEvidence> tokens,
        Optional<Source> input,
        Optional<Source> output,
        Optional<Source> outputGradient,
        Optional<Source> inputGradient,
        long probe,
        GradientProbe reported,
        Optional<Float> loss,
        Optional<Double> rescue)
        implements AuditMaterial {
    public HopEvidence {
        if (loss.filter(value -> !Float.isFinite(value)).isPresent()) {
            throw new MalformedException("loss is %s; it must be finite".formatted(loss.get()));
        }
        if (rescue.filter(value -> !Double.isFinite(value)).isPresent()) {
            throw new MalformedException("rescue is %s; it must be finite".formatted(rescue.get()));
        }
    }
}
