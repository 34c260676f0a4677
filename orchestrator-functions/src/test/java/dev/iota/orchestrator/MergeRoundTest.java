package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import dev.iota.core.epoch.CarriedOver;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.run.ConductSpec;
import dev.iota.orchestrator.MergingMiner.Death;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is uploaded becomes the next state of a stage: who lied, hoarded or was silent is made good, whatever number of
 * uploads there is.
 */
class MergeRoundTest {
    @Tag("security")
    @Test
    void who_takes_shards_and_never_returns_them_has_the_fault_of_all_that_it_had_in_hand() {
        var scene = EpochScene.ofThreeBlocks(4);
        var hoarder = scene.miners().getLast();
        scene.trainFor(1);
        hoarder.dies(new Death(1, false));
        scene.mergeWith(scene.miners());
        scene.publishAndFlip();

        assertThat(scene.miners()).allSatisfy(miner -> {
            var conduct = scene.run().record(miner.miner()).conduct();
            assertThat(conduct.faults()).isEqualTo(miner == hoarder ? 1 : 0);
            assertThat(conduct.reason())
                    .contains(miner == hoarder ? "leased in the merge of epoch 0 went to others" : "");
        });
    }

    @Tag("security")
    @Test
    void a_wrong_owner_is_named_and_what_it_said_is_taken_back() {
        var scene = EpochScene.ofThreeBlocks(4, EpochScene.spec(1, 0));
        var liar = scene.miners().getFirst();
        liar.merges.lies = shard -> true;
        scene.train();
        scene.close();
        scene.work(scene.miners());

        assertThat(scene.stage().phase()).isEqualTo(Phase.PUBLISHING);
        assertThat(scene.stage().wrong()).singleElement().satisfies(wrong -> assertThat(wrong.hotkey())
                .isEqualTo(liar.miner().hotkey()));
        var checkpoint = scene.publishAndFlip();
        assertThat(checkpoint.kept()).as("its upload stays").hasSize(4);
        assertThat(scene.weight(checkpoint)).isBetween(1.5f, 1.75f);
        assertThat(scene.miners()).allSatisfy(miner -> assertThat(
                        scene.run().record(miner.miner()).conduct().faults())
                .isEqualTo(miner == liar ? ConductSpec.DEFAULT.merge() : 0));
    }

    @Tag("security")
    @Test
    void two_in_collusion_are_found_by_a_spot_check() {
        var scene = EpochScene.ofThreeBlocks(2, EpochScene.spec(1, 1));
        scene.miners().forEach(miner -> miner.merges.lies = shard -> true);
        scene.train();
        scene.close();
        scene.work(scene.miners());

        assertThat(scene.stage().phase()).isEqualTo(Phase.PUBLISHING);
        assertThat(scene.stage().wrong()).hasSize(2);
        assertThat(scene.weight(scene.publishAndFlip())).isEqualTo(1.375f);
        assertThat(scene.run().status().epochs().getFirst().figures().shardsByMergeFunction())
                .isEqualTo(1);
    }

    @Tag("security")
    @Test
    void an_upload_that_is_not_finite_is_left_out() {
        var scene = EpochScene.ofThreeBlocks(2);
        var bad = scene.join(Recipe.of(Float.NaN));
        var all = List.of(scene.miners().get(0), scene.miners().get(1), bad);
        all.forEach(miner -> scene.deliver(miner.turn()));
        scene.run().control().close();
        all.forEach(miner -> scene.deliver(miner.turn()));
        scene.run().ring(Json.write(new PhaseTimer(0, Optional.empty())));
        scene.work(all);

        var checkpoint = scene.publishAndFlip();
        assertThat(checkpoint.origin()).isEqualTo(Origin.MERGED);
        assertThat(checkpoint.kept()).hasSize(2);
        assertThat(checkpoint.excluded()).singleElement().satisfies(excluded -> {
            assertThat(excluded.hotkey()).isEqualTo(bad.miner().hotkey());
            assertThat(excluded.reason()).contains("not finite");
        });
        var conduct = scene.run().record(bad.miner()).conduct();
        assertThat(conduct.faults()).isEqualTo(ConductSpec.DEFAULT.merge());
        assertThat(conduct.reason()).contains("not finite");
    }

    @Test
    void the_shards_of_silent_owners_are_leased_again() {
        var scene = EpochScene.ofThreeBlocks(4, EpochScene.spec(1, 0));
        scene.train();
        scene.close();
        uploaded(scene);
        var living = scene.miners().subList(0, 3);
        scene.work(living);
        scene.pass(Duration.ofSeconds(61), living);
        scene.work(living);
        scene.pass(Duration.ofSeconds(61), living);
        scene.work(living);

        assertThat(scene.stage().phase()).isEqualTo(Phase.PUBLISHING);
        scene.publishAndFlip();
        var figures = scene.run().status().epochs().getFirst().figures();
        assertThat(figures.shardsReleased()).isPositive();
    }

    @Test
    void what_a_plan_names_can_be_read_for_as_long_as_every_lease_that_is_given_from_it() {
        var scene = EpochScene.ofThreeBlocks(4, EpochScene.spec(1, 0));
        scene.train();
        scene.close();
        uploaded(scene);
        var first = scene.stage().plan().orElseThrow();
        var needed = scene.run().services().runs().get().orElseThrow().spec();
        for (var minutes = 0; minutes < 12; minutes++) {
            scene.pass(Duration.ofMinutes(1), scene.miners());

            assertThat(scene.stage().plan().orElseThrow().until())
                    .isAfterOrEqualTo(scene.run()
                            .clock()
                            .instant()
                            .plus(needed.epochs().lease())
                            .plus(needed.leases().margin()));
        }
        assertThat(scene.stage().plan().orElseThrow().until()).isAfter(first.until());
        assertThat(first.until()).isBefore(scene.run().clock().instant().plus(Duration.ofMinutes(1)));
    }

    @Test
    void without_an_upload_the_checkpoint_is_carried_over() {
        var scene = EpochScene.ofThreeBlocks(2);
        scene.train();
        scene.close();
        scene.run().clock().pass(Duration.ofMinutes(3));
        scene.run().ring(Json.write(new PhaseTimer(0, Optional.of(0))));

        var before = scene.run().history().checkpoint(0);
        var checkpoint = scene.publishAndFlip();

        assertThat(checkpoint.origin()).isEqualTo(Origin.CARRIED_OVER);
        assertThat(scene.status().carriedOver())
                .containsExactly(new CarriedOver(0, "no miner that answers has a step: there is nothing to collect"));
        assertThat(checkpoint.parent()).contains(before.sha256());
        assertThat(checkpoint.blocks()).isEqualTo(before.blocks());
    }

    @Test
    void one_upload_of_weights_is_published_as_it_is() {
        var scene = EpochScene.ofThreeBlocks(1, EpochScene.spec(1, 0.05));
        scene.train();
        scene.close();
        scene.work(scene.miners());

        var checkpoint = scene.publishAndFlip();

        assertThat(checkpoint.origin()).isEqualTo(Origin.UNVERIFIED);
        assertThat(checkpoint.objects()).singleElement().satisfies(o -> assertThat(o.key())
                .startsWith("upload/"));
        assertThat(scene.weight(checkpoint)).isEqualTo(1.25f);
    }

    @Test
    void one_upload_that_the_mode_does_not_publish_as_it_is_goes_through_the_merge_function() {
        var scene = EpochScene.ofThreeBlocks(1);
        scene.train();
        scene.close();
        scene.work(scene.miners());

        var checkpoint = scene.publishAndFlip();

        assertThat(checkpoint.origin()).isEqualTo(Origin.UNVERIFIED);
        assertThat(checkpoint.sections()).isEqualTo(2);
        // Δ̄ = −0.25, u = Δ̄: 1 + 0.7 · 1.5 · 0.25.
        assertThat(scene.weight(checkpoint)).isEqualTo(1.2625f);
    }

    /** Everybody uploads, and nobody does anything else. */
    private static void uploaded(EpochScene scene) {
        scene.miners().forEach(miner -> scene.deliver(miner.turn()));
        assertThat(scene.stage().phase()).isEqualTo(Phase.INSPECTING);
    }
}
