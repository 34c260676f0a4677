package dev.iota.model.program;

import dev.iota.core.run.ModelSpec;

/**
 * How the tail's logits are made: of a slice of tokens after the other, never of all at once. With 128 256 tokens in
 * the vocabulary, the logits of 6 400 positions and their gradient are 6.6 GB.
 *
 * <p>The length follows from the model alone, never from the machine: the gradient of the language head is a sum over
 * slices, so a length that a machine chose would show in the bits.
 */
final class LossSlices {
    /** Slices are multiples of this. */
    private static final int UNIT = 64;
    /** Shorter ones would spend their time on reading the language head. */
    private static final int FEWEST = 256;
    /** At least so many tokens for each channel: adding to the head's gradient costs as much for any slice. */
    private static final int CHANNELS_A_TOKEN = 8;
    /** Logits that are never worth slicing, float32. */
    private static final long BYTES = 32L << 20;

    private LossSlices() {}

    /** Tokens of a slice; the last one may be shorter. */
    static int tokens(ModelSpec model) {
        var small = BYTES / Float.BYTES / model.vocabulary();
        var most = Math.max(FEWEST, Math.max(model.width() / CHANNELS_A_TOKEN, small));
        return Math.toIntExact((most + UNIT - 1) / UNIT * UNIT);
    }

    /** Bytes that a slice takes at its peak: three float32 tensors of the shape of its logits. */
    static long bytes(ModelSpec model, int tokens) {
        return 3L * Math.min(tokens, tokens(model)) * model.vocabulary() * Float.BYTES;
    }
}
