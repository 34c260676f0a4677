package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.inspect.Exclusion.Excluded;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.orchestrator.MergingMiner.Death;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Owners and uploaders that lie, against the real handlers, tables, queues and objects; what passes is shown, too. */
@Tag("byzantine")
@TestInstance(Lifecycle.PER_CLASS)
abstract class ByzantineMerge {
    private final int miners;
    private final int last;

    /** What {@link #withoutTheLast} found, by the number of epochs: most tests compare with it. */
    private final Map<Integer, StageCheckpoint> withoutTheLast = new HashMap<>();

    /** What all of them merge when nobody lies, by the seed, whatever is recomputed of it. */
    private final Map<Long, StageCheckpoint> honest = new HashMap<>();

    /** @param miners that merge, and lie: odd, so that their median is one of them */
    ByzantineMerge(int miners) {
        this.miners = miners;
        this.last = miners - 1;
    }

    @Test
    void a_wrong_owner_is_named_and_the_result_is_the_honest_one_bit_for_bit() {
        var honest = honest(1);
        var scene = new EpochScene(setup(0));
        var liar = scene.miners().get(last - 1);
        liar.merges.lies = shard -> true;
        train(scene);

        assertThat(scene.stage().wrong())
                .extracting(Excluded::hotkey)
                .containsExactly(liar.miner().hotkey());
        var checkpoint = scene.publishAndFlip();
        assertThat(checkpoint.blocks()).isEqualTo(honest.blocks());
        assertThat(checkpoint.kept()).as("its upload counts").isEqualTo(honest.kept());
        assertThat(scene.status().figures().shardsLost()).isZero();
    }

    enum Upload {
        NOT_A_NUMBER("not finite"),
        TIMES_A_HUNDRED("above 10 it is left out"),
        NOT_ITS_MANIFEST("not what its manifest says");

        private final String reason;

        Upload(String reason) {
            this.reason = reason;
        }

        Recipe recipe(int last) {
            return (start, microbatches) -> {
                var weights = moving(last).train(start, microbatches);
                switch (this) {
                    case NOT_A_NUMBER -> weights[weights.length - 1] = Float.NaN;
                    case TIMES_A_HUNDRED -> {
                        for (var i = 0; i < weights.length; i++) {
                            weights[i] = start[i] + 100 * (weights[i] - start[i]);
                        }
                    }
                    case NOT_ITS_MANIFEST -> {}
                }
                return weights;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Upload.class)
    void a_bad_upload_is_left_out_and_the_result_is_the_merge_without_it(Upload upload) {
        var scene = new EpochScene(setup(0.05).recipes(i -> i == last ? upload.recipe(last) : moving(i)));
        var bad = scene.miners().getLast();
        if (upload == Upload.NOT_ITS_MANIFEST) {
            bad.forges = section -> {
                section[section.length / 2] ^= 1;
                return section;
            };
        }
        train(scene);
        var checkpoint = scene.publishAndFlip();

        assertThat(checkpoint.excluded()).singleElement().satisfies(excluded -> {
            assertThat(excluded.hotkey()).isEqualTo(bad.miner().hotkey());
            assertThat(excluded.reason()).contains(upload.reason);
        });
        assertThat(checkpoint.blocks()).isEqualTo(withoutTheLast(1).blocks());
    }

    @Test
    void a_block_from_another_epoch_is_left_out_and_the_result_is_the_merge_without_it() {
        var scene = new EpochScene(setup(0.05));
        var bad = scene.miners().getLast();
        var sections = new ArrayList<byte[]>();
        bad.forges = section -> {
            sections.add(section.clone());
            System.arraycopy(sections.getFirst(), EpochScene.BLOCK, section, EpochScene.BLOCK, EpochScene.BLOCK);
            return section;
        };
        assertThat(merged(scene).excluded()).isEmpty();
        scene.next();
        train(scene);
        var checkpoint = scene.publishAndFlip();

        assertThat(checkpoint.excluded()).singleElement().satisfies(excluded -> assertThat(excluded.reason())
                .contains("not what its manifest says"));
        assertThat(checkpoint.blocks()).isEqualTo(withoutTheLast(2).blocks());
    }

    @Test
    void the_manifest_of_another_epoch_is_quarantined_and_the_result_is_the_merge_without_it() {
        var scene = new EpochScene(setup(0.05));
        var bad = scene.miners().getLast();
        bad.describes = manifest -> new Manifest(
                new UploadSpec(
                        manifest.spec().run(),
                        7,
                        0,
                        manifest.spec().payload(),
                        manifest.spec().codec(),
                        manifest.spec().elements()),
                manifest.hotkey(),
                manifest.steps(),
                manifest.blocks());
        train(scene);
        var checkpoint = scene.publishAndFlip();

        assertThat(scene.run().quarantined()).singleElement().satisfies(entry -> assertThat(entry.reason())
                .contains("epoch=7"));
        assertThat(checkpoint.kept()).hasSize(last);
        assertThat(checkpoint.blocks()).isEqualTo(withoutTheLast(1).blocks());
    }

    @Test
    void two_owners_in_collusion_are_always_found_where_every_block_is_recomputed() {
        twoInCollusionAreFound(1);
    }

    void twoInCollusionAreFound(long seed) {
        var honest = honest(seed);
        var scene = new EpochScene(setup(1).seed(seed));
        var liars = collude(scene.miners().subList(1, 3));
        train(scene);

        assertThat(scene.stage().wrong()).extracting(Excluded::hotkey).containsExactlyInAnyOrderElementsOf(liars);
        assertThat(scene.publishAndFlip().blocks()).isEqualTo(honest.blocks());
    }

    /** What norms cannot see: the trimmed mean bounds it, and the loss says it later. */
    @Test
    void a_flipped_sign_and_a_small_norm_pass_every_check() {
        var scene = new EpochScene(setup(1).recipes(i -> switch (i) {
            case 0 -> times(moving(0), -1);
            case 1 -> times(moving(1), 1e-4f);
            default -> moving(i);
        }));

        var checkpoint = merged(scene);

        assertThat(checkpoint.origin()).isEqualTo(Origin.MERGED);
        assertThat(checkpoint.excluded()).isEmpty();
        assertThat(checkpoint.kept())
                .hasSize(miners)
                .extracting(Contribution::scale)
                .containsOnly(1.0);
        assertThat(scene.status().figures().wrong()).isEmpty();
    }

    private StageCheckpoint honest(long seed) {
        return honest.computeIfAbsent(seed, it -> merged(new EpochScene(setup(1).seed(it))));
    }

    /** The same miners, of which the last one uploads nothing in the last of so many epochs. */
    private StageCheckpoint withoutTheLast(int epochs) {
        return withoutTheLast.computeIfAbsent(epochs, this::mergedWithoutTheLast);
    }

    private StageCheckpoint mergedWithoutTheLast(int epochs) {
        var scene = new EpochScene(setup(0.05));
        for (var epoch = 1; epoch < epochs; epoch++) {
            merged(scene);
            scene.next();
        }
        scene.miners().getLast().dies(new Death(0, false));
        return merged(scene);
    }

    private static StageCheckpoint merged(EpochScene scene) {
        train(scene);
        return scene.publishAndFlip();
    }

    static void train(EpochScene scene) {
        scene.trainFor(1);
        scene.mergeWith(scene.miners());
        assertThat(scene.isMerged()).isTrue();
    }

    /** They lie in the same way about every shard that both of them own. */
    static Set<Hotkey> collude(List<MergingMiner> miners) {
        var liars = Set.of(
                miners.getFirst().miner().hotkey(), miners.getLast().miner().hotkey());
        Predicate<Shard> both = shard -> liars.contains(shard.first()) && liars.contains(shard.second());
        Consumer<MergingMiner> instructed = miner -> miner.merges.lies = both;
        miners.forEach(instructed);
        return liars;
    }

    private Setup setup(double recomputed) {
        var pairs = miners * (miners - 1) / 2;
        return Setup.of(miners, EpochScene.spec(1, recomputed))
                .blocks(pairs + 1) // one of a single element
                .recipes(ByzantineMerge::moving);
    }

    /** Moves every weight, by something of its own. */
    private static Recipe moving(int miner) {
        return (start, microbatches) -> {
            var weights = start.clone();
            for (var i = 0; i < weights.length; i++) {
                weights[i] += 0.1f * (miner + 2) + i % 7 * 1e-3f;
            }
            return weights;
        };
    }

    private static Recipe times(Recipe recipe, float factor) {
        return (start, microbatches) -> {
            var weights = recipe.train(start, microbatches);
            for (var i = 0; i < weights.length; i++) {
                weights[i] = start[i] + factor * (weights[i] - start[i]);
            }
            return weights;
        };
    }
}
