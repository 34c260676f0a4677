package dev.iota.core.magnitude;

import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Hop.Stored;
import dev.iota.core.wire.Magnitude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is compared of the hops of a stage. It is about a miner and rests on its neighbours' words: what it read is as
 * large as the producer said, and what it stored as large as the reader found.
 */
public enum Trait {
    /** Logarithm of the root mean square of the output, less that of the input but at the head. */
    OUTPUT_SIZE,
    /** Mean of the output, as a share of its root mean square. */
    OUTPUT_MEAN,
    /** Logarithm of the root mean square of the input's gradient, less that of the output's but at the tail. */
    GRADIENT_SIZE,
    /** Mean of the input's gradient, as a share of its root mean square. */
    GRADIENT_MEAN;

    /** Of one hop; none where the stage stores no such tensor. */
    OptionalDouble of(List<Hop> pathway, int stage) {
        var stored = this == OUTPUT_SIZE || this == OUTPUT_MEAN
                ? pathway.get(stage).activation()
                : pathway.get(stage).gradient();
        if (stored.isEmpty()) {
            return OptionalDouble.empty();
        }
        var found = stored.get().found().orElse(stored.get().said());
        return OptionalDouble.of(
                switch (this) {
                    case OUTPUT_SIZE -> size(found) - size(read(pathway, stage - 1, Hop::activation));
                    case GRADIENT_SIZE -> size(found) - size(read(pathway, stage + 1, Hop::gradient));
                    case OUTPUT_MEAN, GRADIENT_MEAN -> found.rms() == 0 ? 0 : (double) found.mean() / found.rms();
                });
    }

    @FunctionalInterface
    private interface Side {
        Optional<Stored> of(Hop hop);
    }

    /** Nothing at the ends of the pathway: what was read there are tokens. */
    private static Optional<Magnitude> read(List<Hop> pathway, int neighbour, Side side) {
        return neighbour < 0 || neighbour >= pathway.size()
                ? Optional.empty()
                : side.of(pathway.get(neighbour)).map(Stored::said);
    }

    private static double size(Optional<Magnitude> magnitude) {
        return magnitude.map(Trait::size).orElse(0.0);
    }

    private static double size(Magnitude magnitude) {
        return Math.log(Math.max(magnitude.rms(), Float.MIN_NORMAL));
    }

    /** What a miner does otherwise than the others of its stage, in words. */
    String words(double effect, double error) {
        return switch (this) {
            case OUTPUT_SIZE ->
                "against its input, its output is %s as large as that of".formatted(times(effect, error));
            case GRADIENT_SIZE ->
                "against the gradient that it gets, the one that it stores is %s as large as that of"
                        .formatted(times(effect, error));
            case OUTPUT_MEAN ->
                "the mean of its output is by %+.4f ± %.4f of its size off that of".formatted(effect, error);
            case GRADIENT_MEAN ->
                "the mean of the gradient that it stores is by %+.4f ± %.4f of its size off that of"
                        .formatted(effect, error);
        };
    }

    private static String times(double effect, double error) {
        return "%.4g (± %.2g) times".formatted(Math.exp(effect), error);
    }
}
