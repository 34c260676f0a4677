package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.run.Cut;
import dev.iota.model.optim.WeightPositions;
import dev.iota.model.program.ParameterCounts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The fused step against the formula of Loshchilov and Hutter, written out in Java for the sampled weights. */
class AdamWFormulaTest {
    private static final double RATE = 1e-2;
    private static final int STEPS = 3;

    @Test
    void weights_move_as_the_formula_says() throws IOException {
        var model = Shapes.model(Cut.PARTIAL_RESIDUAL);
        var training = Shapes.exact();
        var adamW = training.adamW();
        var clipShare = ParameterCounts.of(model).clipShare(0);
        try (var head = new StageEngine(model, training, 0, 5, EngineOptions.cpu(1, Shapes.PLENTY))) {
            var positions = positions(head);
            var weight = new double[WeightPositions.COUNT];
            var first = new double[WeightPositions.COUNT];
            var second = new double[WeightPositions.COUNT];
            read(head, positions, weight);

            for (var step = 1; step <= STEPS; step++) {
                var sum = new double[WeightPositions.COUNT];
                for (var id = step * 10L; id < step * 10L + 2; id++) {
                    var output = head.forward(id, Shapes.tokens(id, training).inputs());
                    var audit = head.backward(id, output, 0).audit();
                    for (var i = 0; i < sum.length; i++) {
                        sum[i] += audit.samples()[i];
                    }
                }
                var result = head.step(RATE);
                var clipped = result.clipped().getFirst();
                assertThat(clipped.factor()).isEqualTo(Math.min(1, adamW.clip() * clipShare / clipped.gradientNorm()));

                for (var i = 0; i < sum.length; i++) {
                    var gradient = sum[i] / 2 * clipped.factor();
                    var decay = head.parameters().get(positions.get(i).tensor()).decayed() ? adamW.weightDecay() : 0;
                    weight[i] *= 1 - RATE * decay;
                    first[i] = adamW.beta1() * first[i] + (1 - adamW.beta1()) * gradient;
                    second[i] = adamW.beta2() * second[i] + (1 - adamW.beta2()) * gradient * gradient;
                    var mean = first[i] / (1 - Math.pow(adamW.beta1(), step));
                    var root = Math.sqrt(second[i] / (1 - Math.pow(adamW.beta2(), step)));
                    weight[i] -= RATE * mean / (root + adamW.epsilon());
                }
                var actual = new double[WeightPositions.COUNT];
                read(head, positions, actual);
                for (var i = 0; i < actual.length; i++) {
                    assertThat(actual[i])
                            .as("%s after step %d", positions.get(i), step)
                            .isEqualTo(weight[i], within(2e-6));
                }
            }
        }
    }

    private record Position(int tensor, int offset) {}

    /** The positions of seed 0, drawn as {@link WeightPositions} says. */
    private static List<Position> positions(StageEngine engine) {
        var total = engine.parameters().stream().mapToLong(p -> p.elements()).sum();
        return new SplittableRandom(0)
                .longs(WeightPositions.COUNT, 0, total)
                .mapToObj(flat -> {
                    var tensor = 0;
                    while (flat >= engine.parameters().get(tensor).elements()) {
                        flat -= engine.parameters().get(tensor++).elements();
                    }
                    return new Position(tensor, (int) flat);
                })
                .toList();
    }

    private static void read(StageEngine engine, List<Position> positions, double[] into) throws IOException {
        var states = States.of(engine);
        Map<String, List<Float>> tensors = new java.util.HashMap<>();
        for (var i = 0; i < into.length; i++) {
            var position = positions.get(i);
            var name = engine.parameters().get(position.tensor()).name();
            into[i] = tensors.computeIfAbsent(name, states::floats).get(position.offset());
        }
    }
}
