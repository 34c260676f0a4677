package dev.iota.core.wire;

import java.util.Optional;

/**
 * One microbatch of an optimiser step, with the hashes of what went into it.
 *
 * @param input SHA-256 of the stage's input, or of the tokens at the head
 * @param gradient SHA-256 of the gradient of the stage's output; none at the tail
 */
public record StepEntry(long microbatch, String input, Optional<String> gradient) {
    public StepEntry {
        Sha256.require(input, "input");
        gradient.ifPresent(hash -> Sha256.require(hash, "gradient"));
    }
}
