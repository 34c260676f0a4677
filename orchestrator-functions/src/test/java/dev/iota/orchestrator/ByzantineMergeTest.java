package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.shard.Arbitration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three miners by default; two in collusion are looked for with more seeds, and as often as the formula says. */
class ByzantineMergeTest extends ByzantineMerge {
    ByzantineMergeTest() {
        super(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    @Tag("long")
    void two_owners_in_collusion_are_always_found_whatever_the_seed(long seed) {
        twoInCollusionAreFound(seed);
    }

    /** Rounds in which two miners lie about 14 blocks, which is all there is. */
    @Test
    @Tag("long")
    void two_owners_in_collusion_are_found_as_often_as_the_formula_says() {
        var blocks = 14;
        var share = 0.05;
        var rounds = 100;
        var found = 0;
        for (var seed = 0; seed < rounds; seed++) {
            var options = MergeOptions.of(Mode.DILOCO, Codec.of("top-k:16"), 1);
            var scene = new EpochScene(
                    Setup.of(2, EpochScene.spec(options, share)).blocks(blocks).seed(seed));
            collude(scene.miners());
            train(scene);
            found += scene.stage().wrong().isEmpty() ? 0 : 1;
            scene.run().forget();
        }

        var expected = Arbitration.detection(share, blocks);
        var rate = (double) found / rounds;
        System.out.printf("found in %.2f of %d rounds; 1 - (1 - q)^k is %.3f%n", rate, rounds, expected);
        assertThat(rate).isCloseTo(expected, within(3 * Math.sqrt(expected * (1 - expected) / rounds)));
    }
}
