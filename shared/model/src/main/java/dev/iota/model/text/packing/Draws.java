package dev.iota.model.text.packing;

import dev.iota.core.data.Mix;

/** Seeded random numbers, the same on every Java platform. */
final class Draws {
    /** Keeps apart the draws that one seed gives for different things. */
    enum Purpose {
        SHUFFLE(1),
        RESERVOIR(2);

        private final long salt;

        Purpose(long salt) {
            this.salt = salt;
        }
    }

    private long state;

    Draws(long seed, Purpose purpose) {
        state = Mix.of(Mix.of(seed) + purpose.salt);
    }

    /** A number from 0 to {@code bound} − 1; {@code bound} is positive. */
    long below(long bound) {
        return Math.unsignedMultiplyHigh(Mix.of(state++), bound);
    }
}
