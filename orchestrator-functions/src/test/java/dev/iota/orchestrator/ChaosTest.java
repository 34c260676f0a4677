package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.orchestrator.MergingMiner.Death;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Owners die at seeded points of real merges: with the real handlers, tables, queues and objects, on a virtual clock.
 */
@Tag("chaos")
class ChaosTest {
    private static final int EPOCHS = 10;

    /** Messages of a merge that an owner of three gets: one to upload, two shards to inspect, to merge and to store. */
    private static final int MESSAGES = 7;

    @Test
    @Tag("long")
    void one_owner_of_every_stage_dies_in_each_of_ten_merges_and_no_shard_is_lost() {
        var random = new Random(1);
        var scene = new EpochScene(Setup.of(3, EpochScene.spec(10, 0.05)).stages(3));
        for (var epoch = 0; epoch < EPOCHS; epoch++) {
            if (epoch > 0) {
                scene.next();
            }
            scene.trainFor(8);
            var victims = new ArrayList<MergingMiner>();
            for (var stage = 0; stage < 3; stage++) {
                victims.add(kill(scene.miners(stage), random));
            }
            scene.mergeWith(scene.miners());
            scene.publishAndFlip();
            victims.forEach(MergingMiner::restart);
        }

        assertThat(scene.run().status().epochs()).hasSize(EPOCHS).allSatisfy(epoch -> {
            assertThat(epoch.phase()).isEqualTo("PUBLISHED");
            assertThat(epoch.figures().shardsLost()).isZero();
            assertThat(epoch.figures().shards()).isPositive();
        });
        assertThat(scene.run().status().epochs().stream()
                        .map(EpochStatus::figures)
                        .mapToInt(figures -> figures.shardsReleased() + figures.shardsByMergeFunction())
                        .sum())
                .as("shards of dead owners that others did")
                .isPositive();
        assertThat(scene.run().status().now().epoch()).isEqualTo(EPOCHS);
        assertThat(scene.run().status().now().lost()).isZero();
        assertThat(scene.run().quarantined()).isEmpty();
    }

    @Test
    void of_six_owners_two_die_and_no_shard_is_lost() {
        ownersDie(6, 2, 1);
    }

    static LongStream hundredSeeds() {
        return LongStream.range(1000, 1100);
    }

    @ParameterizedTest
    @MethodSource("hundredSeeds")
    @Tag("long")
    void of_twenty_owners_seven_die_and_no_shard_is_lost_whatever_the_seed(long seed) {
        ownersDie(20, 7, seed);
    }

    private static void ownersDie(int owners, int deaths, long seed) {
        var random = new Random(seed);
        // Uploads of a few bytes a block: so many of them count here, not what is in them.
        var options = MergeOptions.of(Mode.DILOCO, Codec.of("top-k:16"), 1);
        var scene = new EpochScene(
                Setup.of(owners, EpochScene.spec(options, 0.05)).blocks(owners).seed(seed));
        scene.trainFor(1);
        var all = new ArrayList<>(scene.miners());
        java.util.Collections.shuffle(all, random);
        // After the upload: how many there are is not what this is about.
        all.subList(0, deaths).forEach(miner -> miner.dies(new Death(1 + random.nextInt(6), random.nextBoolean())));
        scene.mergeWith(scene.miners());
        var checkpoint = scene.publishAndFlip();

        var figures = scene.status().figures();
        assertThat(checkpoint.origin()).isEqualTo(Origin.MERGED);
        assertThat(checkpoint.kept()).hasSize(owners);
        assertThat(figures.shards()).isEqualTo(owners);
        assertThat(figures.shardsLost()).isZero();
        assertThat(figures.shardsAgreed() + figures.shardsByMergeFunction()).isEqualTo(owners);
        scene.run().forget();
    }

    @Test
    void when_all_but_one_are_dead_the_merge_function_does_the_rest() {
        var scene = EpochScene.ofThreeBlocks(3);
        scene.trainFor(1);
        scene.miners().subList(1, 3).forEach(miner -> miner.dies(new Death(1, false)));
        scene.mergeWith(scene.miners());

        var checkpoint = scene.publishAndFlip();
        assertThat(checkpoint.origin()).isEqualTo(Origin.MERGED);
        assertThat(checkpoint.kept()).hasSize(3);
        assertThat(checkpoint.sections()).isEqualTo(2);
        assertThat(scene.status().figures().shardsByMergeFunction()).isEqualTo(3);
        assertThat(scene.status().figures().shardsLost()).isZero();
    }

    @Test
    @Tag("long")
    void the_loss_with_deaths_in_every_merge_is_that_without_within_noise() {
        var undisturbed = new Losses();
        IntStream.rangeClosed(1, 5).forEach(seed -> undisturbed.add(lossOf(seed, false)));
        var disturbed = new Losses();
        IntStream.rangeClosed(6, 8).forEach(seed -> disturbed.add(lossOf(seed, true)));

        System.out.printf("undisturbed %s, one of three dies in every merge: %s%n", undisturbed, disturbed);
        assertThat(disturbed.mean()).isCloseTo(undisturbed.mean(), within(2 * undisturbed.deviation()));
    }

    private static double lossOf(long seed, boolean disturbed) {
        var random = new Random(seed);
        var model = new Logistic(seed);
        var scene = new EpochScene(Setup.of(3, EpochScene.spec(1, 0.05))
                .start(Logistic.start())
                .seed(seed)
                .recipes(i -> model.recipe()));
        var checkpoint = scene.run().history().checkpoint(0);
        for (var epoch = 0; epoch < EPOCHS; epoch++) {
            if (epoch > 0) {
                scene.next();
            }
            scene.trainFor(6);
            if (disturbed) {
                kill(scene.miners(), random);
            }
            scene.mergeWith(scene.miners());
            checkpoint = scene.publishAndFlip();
            assertThat(scene.status().figures().shardsLost()).isZero();
            scene.miners().stream().filter(MergingMiner::isDead).forEach(MergingMiner::restart);
        }
        var loss = Logistic.loss(scene.weights(checkpoint));
        scene.run().forget();
        return loss;
    }

    private static MergingMiner kill(List<MergingMiner> owners, Random random) {
        var victim = owners.get(random.nextInt(owners.size()));
        victim.dies(new Death(random.nextInt(MESSAGES), random.nextBoolean()));
        return victim;
    }
}
