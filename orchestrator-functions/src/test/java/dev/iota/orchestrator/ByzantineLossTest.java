package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.aggregate.TrimmedMean;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.ExclusionOptions;
import dev.iota.core.merge.step.DilocoOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the loss of a trained model is worth when miners lie about their uploads. */
@Tag("byzantine")
class ByzantineLossTest {
    private static final int MINERS = 5;

    /** β 20 % of five: one culprit, who turns every change round and passes. The plain mean does not bear that. */
    @Test
    @Tag("long")
    void with_the_trimmed_mean_as_many_culprits_as_it_tolerates_leave_the_loss_within_noise() {
        var honest = new Losses();
        for (var seed = 1; seed <= 5; seed++) {
            honest.add(lossOf(seed, "trimmed-mean:20", false));
        }
        var attacked = new Losses();
        var plain = new Losses();
        for (var seed = 6; seed <= 8; seed++) {
            attacked.add(lossOf(seed, "trimmed-mean:20", true));
            plain.add(lossOf(seed, "mean", true));
        }

        System.out.printf("honest %s, one of five flipped: %s; with the plain mean %s%n", honest, attacked, plain);
        assertThat(attacked.mean()).isCloseTo(honest.mean(), within(2 * honest.deviation()));
        assertThat(plain.mean()).isGreaterThan(honest.mean() + 3 * honest.deviation());
    }

    private static double lossOf(long seed, String aggregation, boolean attacked) {
        var options = new MergeOptions(
                Mode.DILOCO,
                new Float32Codec(),
                false,
                dev.iota.core.merge.aggregate.Aggregation.of(aggregation),
                DilocoOptions.PLAIN,
                ExclusionOptions.DEFAULT,
                0.05,
                3);
        assertThat(new TrimmedMean(20).dropped(MINERS)).isEqualTo(1);
        var model = new Logistic(seed);
        var scene = new EpochScene(Setup.of(MINERS, EpochScene.spec(options, 0.05))
                .start(Logistic.start())
                .seed(seed)
                .recipes(i -> attacked && i == 2 ? model.flipped() : model.recipe()));
        var checkpoint = scene.run().history().checkpoint(0);
        for (var epoch = 0; epoch < 12; epoch++) {
            if (epoch > 0) {
                scene.next();
            }
            scene.trainFor(6);
            scene.mergeWith(scene.miners());
            checkpoint = scene.publishAndFlip();
            assertThat(checkpoint.excluded()).isEmpty();
        }
        var loss = Logistic.loss(scene.weights(checkpoint));
        scene.run().forget();
        return loss;
    }
}
