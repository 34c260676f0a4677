package dev.iota.miner.inference;

import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws a token from logits. */
public final class Sampler {
    private final double temperature;
    private final int topK;
    private final RandomGenerator random;

    /**
     * @param temperature divides the logits; 0 takes the largest
     * @param topK tokens that may be drawn; 0 for all
     */
    public Sampler(double temperature, int topK, RandomGenerator random) {
        this.temperature = temperature;
        this.topK = topK;
        this.random = random;
    }

    /** The token, counted from 0. */
    public int draw(float[] logits) {
        var order = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -logits[token]))
                .mapToInt(Integer::intValue)
                .limit(temperature == 0 ? 1 : topK == 0 ? logits.length : topK)
                .toArray();
        if (order.length == 1) {
            return order[0];
        }
        var largest = logits[order[0]];
        var weights = IntStream.of(order)
                .mapToDouble(token -> Math.exp((logits[token] - largest) / temperature))
                .toArray();
        var left = random.nextDouble()
                * IntStream.range(0, weights.length)
                        .mapToDouble(i -> weights[i])
                        .sum();
        for (var i = 0; i < order.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return order[i];
            }
        }
        return order[order.length - 1];
    }
}
