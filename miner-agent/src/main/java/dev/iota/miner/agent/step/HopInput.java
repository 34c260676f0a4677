package dev.iota.miner.agent.step;

import dev.iota.model.engine.StageInput;
import java.util.Optional;

/**
 * What a stage's forward is computed from.
 *
 * @param tokens B × (T + 1) token ids, at the head and the tail
 * @param activations what crossed the boundary, at all but the head
 * @param sha256 of the activations' object, or of the token record at the head
 */
public record HopInput(
        Optional<StageInput.Tokens> tokens, Optional<StageInput.Activations> activations, String sha256) {

    /** Of what crossed the boundary. */
    public Optional<byte[]> payload() {
        return activations.map(StageInput.Activations::payload);
    }

    /** What the stage computes from. */
    public StageInput forStage() {
        return activations.<StageInput>map(a -> a).orElseGet(() -> tokens.orElseThrow()
                .inputs());
    }

    /** What the tail is to foretell. */
    public StageInput.Tokens targets() {
        return tokens.orElseThrow().targets();
    }
}
