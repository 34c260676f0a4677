package dev.iota.orchestrator;

import dev.iota.core.merge.codec.BlockLayout;
import java.util.List;
import java.util.Random;

/**
 * Logistic regression by gradient descent, in the place of a model: its loss really falls, within microseconds. The
 * parameters are spread over all blocks of a stage, so that every shard matters.
 *
 * @param seed of the examples to train on; those to test on, and what is to be learnt, are the same for all
 */
record Logistic(long seed) {
    private static final int PARAMETERS = 12;
    private static final int EXAMPLES = 16;
    private static final int HELD_OUT = 4000;
    private static final double RATE = 0.5;
    private static final int BLOCKS = 3;

    /** Below the 3 medians above which a change is scaled. */
    private static final float FLIPPED = 2.5f;

    private static final int STRIDE = BLOCKS * BlockLayout.ELEMENTS / PARAMETERS;

    @SuppressWarnings("ArrayRecordComponent") // of one moment
    private record Example(double[] input, boolean positive) {}

    /** Weights that know nothing. */
    static float[] start() {
        return new float[PARAMETERS * STRIDE];
    }

    /** One step for each microbatch. */
    Recipe recipe() {
        return this::train;
    }

    /** What it trained, with every change turned round, and as far as it may go without being scaled. */
    Recipe flipped() {
        return (start, microbatches) -> {
            var weights = train(start, microbatches);
            for (var i = 0; i < weights.length; i += STRIDE) {
                weights[i] = start[i] - FLIPPED * (weights[i] - start[i]);
            }
            return weights;
        };
    }

    private float[] train(float[] start, List<Long> microbatches) {
        var weights = start.clone();
        for (var microbatch : microbatches) {
            var random = new Random(31 * seed + microbatch);
            var gradient = new double[PARAMETERS];
            for (var i = 0; i < EXAMPLES; i++) {
                var example = example(random);
                var error = sigmoid(score(weights, example)) - (example.positive() ? 1 : 0);
                for (var j = 0; j < PARAMETERS; j++) {
                    gradient[j] += error * example.input()[j] / EXAMPLES;
                }
            }
            for (var j = 0; j < PARAMETERS; j++) {
                weights[j * STRIDE] -= (float) (RATE * gradient[j]);
            }
        }
        return weights;
    }

    /** Mean loss on examples that nobody trained on, in nats. */
    static double loss(float[] weights) {
        var random = new Random(-1);
        var sum = 0.0;
        for (var i = 0; i < HELD_OUT; i++) {
            var example = example(random);
            var score = score(weights, example);
            sum += Math.log1p(Math.exp(example.positive() ? -score : score));
        }
        return sum / HELD_OUT;
    }

    private static Example example(Random random) {
        var input = new double[PARAMETERS];
        var score = 0.0;
        for (var j = 0; j < PARAMETERS; j++) {
            input[j] = random.nextGaussian();
            score += (j % 2 == 0 ? 0.4 : -0.4) * input[j];
        }
        return new Example(input, random.nextDouble() < sigmoid(score));
    }

    private static double score(float[] weights, Example example) {
        var score = 0.0;
        for (var j = 0; j < PARAMETERS; j++) {
            score += weights[j * STRIDE] * example.input()[j];
        }
        return score;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
