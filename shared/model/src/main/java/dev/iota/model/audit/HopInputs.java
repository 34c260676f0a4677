package dev.iota.model.audit;

import dev.iota.core.base.MalformedException;
import dev.iota.model.engine.StageInput;
import java.util.Optional;

/**
 * What a hop was computed from, beside the weights.
 *
 * @param input tokens at the head, activations elsewhere
 * @param targets at the tail
 * @param outputGradient payload; of all but the tail
 * @param probe seed of the weight positions whose gradient was reported
 */
public record HopInputs(
        StageInput input, Optional<StageInput.Tokens> targets, Optional<byte[]> outputGradient, long probe) {

    /** @throws MalformedException if there is none, which only the tail does without */
    byte[] requireOutputGradient() {
        return outputGradient.orElseThrow(() -> new MalformedException("a hop has no gradient of its output"));
    }
}
