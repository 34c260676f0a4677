package dev.iota.core.merge.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.codec.Float32Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ButterflyPlanTest {
    @ParameterizedTest
    @CsvSource({"2,1,1", "2,256,1", "3,500,3", "3,2,2", "8,500,28", "50,40000,1225", "64,40000,2016", "90,40000,2016"})
    void there_are_as_many_shards_as_pairs_but_no_more_than_blocks_or_2016(int miners, int blocks, int shards) {
        assertThat(plan(miners, blocks, 1).shards()).hasSize(shards);
    }

    @ParameterizedTest
    @CsvSource({"2,257,2", "3,40000,157", "4,24000,94", "90,600000,2344"})
    void of_a_large_stage_there_are_as_many_as_keep_each_below_256_blocks(int miners, int blocks, int shards) {
        var plan = plan(miners, blocks, 1);

        assertThat(plan.shards()).hasSize(shards).allMatch(shard -> shard.blocks() <= ButterflyPlan.MOST_BLOCKS);
    }

    @Test
    void a_single_upload_is_cut_alike_and_its_miner_stands_for_both_owners() {
        var miner = Samples.miners(1).getFirst();
        var plan = ButterflyPlan.single(miner, 600);

        assertThat(plan.shards()).extracting(Shard::blocks).containsExactly(200, 200, 200);
        assertThat(plan.shards()).allMatch(shard -> shard.isOwnedBy(miner));
        assertThat(plan.shards().getLast().endBlock()).isEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 33, 63, 64, 65, 90, 101})
    void owners_are_two_different_miners_balanced_within_one_and_no_pair_comes_twice_before_all_came_once(int miners) {
        var pairs = miners * (miners - 1) / 2;
        for (var blocks : new int[] {1, 2, 3, miners, pairs / 2 + 1, pairs - 1, pairs, 10_000}) {
            if (blocks < 1) {
                continue;
            }
            var plan = plan(miners, blocks, blocks);
            var count = new HashMap<Hotkey, Integer>();
            plan.miners().forEach(hotkey -> count.put(hotkey, 0));
            var met = new HashMap<Set<Hotkey>, Integer>();
            for (var shard : plan.shards()) {
                assertThat(shard.first()).isNotEqualTo(shard.second());
                met.merge(Set.of(shard.first(), shard.second()), 1, Integer::sum);
                count.merge(shard.first(), 1, Integer::sum);
                count.merge(shard.second(), 1, Integer::sum);
            }
            assertThat(Collections.max(met.values()))
                    .isEqualTo(Math.ceilDiv(plan.shards().size(), pairs));
            assertThat(Collections.max(count.values()) - Collections.min(count.values()))
                    .as("%d miners, %d blocks", miners, blocks)
                    .isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8, 20})
    void the_shards_are_the_blocks_in_order_balanced_within_one(int miners) {
        var plan = plan(miners, 1003, 1);

        var next = 0;
        var smallest = Integer.MAX_VALUE;
        var largest = 0;
        for (var shard : plan.shards()) {
            assertThat(shard.firstBlock()).isEqualTo(next);
            next = shard.endBlock();
            smallest = Math.min(smallest, shard.blocks());
            largest = Math.max(largest, shard.blocks());
        }
        assertThat(next).isEqualTo(1003);
        assertThat(largest - smallest).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 8, 13, 64, 65})
    void every_beginning_of_the_pairings_is_balanced(int miners) {
        var count = new int[miners];
        for (var pair : Pairings.of(miners, 2 * miners * (miners - 1) / 2)) {
            count[pair.first()]++;
            count[pair.second()]++;
            var least = Arrays.stream(count).min().orElseThrow();
            var most = Arrays.stream(count).max().orElseThrow();
            assertThat(most - least).isLessThanOrEqualTo(1);
        }
        assertThat(count).containsOnly(2 * (miners - 1));
    }

    @Test
    void without_an_upload_the_checkpoint_is_carried_over_and_one_is_published_as_it_is() {
        var none = ButterflyPlan.of(List.of(), 10, Samples.seed(1));
        var one = ButterflyPlan.of(Samples.miners(1), 10, Samples.seed(1));

        assertThat(none.kind()).isEqualTo(ButterflyPlan.Kind.CARRY_OVER);
        assertThat(none.reason()).contains("carried over");
        assertThat(one.kind()).isEqualTo(ButterflyPlan.Kind.AS_IS);
        assertThat(one.reason()).contains("unverified");
        assertThat(one.shards()).isEmpty();
    }

    @Test
    void two_miners_own_everything_together() {
        var plan = plan(2, 77, 1);

        assertThat(plan.shards()).hasSize(1);
        assertThat(plan.shards().getFirst().blocks()).isEqualTo(77);
        assertThat(plan.ownedBy(plan.miners().getFirst())).hasSize(1);
        assertThat(plan.ownedBy(plan.miners().getLast())).hasSize(1);
    }

    @Test
    void the_order_of_the_miners_does_not_matter_and_the_seed_does() {
        var shuffled = new ArrayList<>(Samples.miners(9));
        Collections.shuffle(shuffled, new Random(3));

        assertThat(ButterflyPlan.of(shuffled, 100, Samples.seed(1))).isEqualTo(plan(9, 100, 1));
        assertThat(plan(9, 100, 2)).isNotEqualTo(plan(9, 100, 1));
    }

    @Test
    void a_plan_is_the_same_for_ever() {
        // What this code gave first: another release or platform must give it, too.
        var text = new StringBuilder();
        plan(7, 500, 1)
                .shards()
                .forEach(s -> text.append("%d %d %s %s;".formatted(s.firstBlock(), s.blocks(), s.first(), s.second())));

        assertThat(Sha256.hex(text.toString()))
                .isEqualTo("fcde0e8491275d35f6bad1a136adea2d2a18ee80c25cc59dd2745ab3e225f06f");
    }

    @Test
    void a_miner_meets_each_partner_and_place_about_equally_often() {
        var miners = Samples.miners(5);
        var first = new HashMap<Set<Hotkey>, Integer>();
        var runs = 1000;
        for (var run = 0; run < runs; run++) {
            var shard = ButterflyPlan.of(miners, 10, Samples.seed(run)).shards().getFirst();
            first.merge(Set.of(shard.first(), shard.second()), 1, Integer::sum);
        }
        // 100 each are expected, with a deviation of 9.5.
        assertThat(first).hasSize(10);
        assertThat(first.values()).allMatch(n -> Math.abs(n - 100) < 57);
    }

    @Test
    void the_seed_needs_every_manifest_and_the_secret() {
        var spec = Samples.spec(Mode.SYNC, new Float32Codec(), 10);
        var manifests = Samples.miners(3).stream()
                .map(hotkey -> Samples.upload(spec, hotkey, 1, new float[10]).manifest())
                .toList();
        var other = Samples.secret();
        other[31] = 1;

        var seed = PlanSeed.of(manifests, Samples.secret());

        assertThat(PlanSeed.of(manifests.reversed(), Samples.secret())).isEqualTo(seed);
        assertThat(PlanSeed.of(manifests.subList(0, 2), Samples.secret())).isNotEqualTo(seed);
        assertThat(PlanSeed.of(manifests, other)).isNotEqualTo(seed);
        assertThat(PlanSeed.commitment(other)).isNotEqualTo(PlanSeed.commitment(Samples.secret()));
        assertThatThrownBy(() -> PlanSeed.of(manifests, new byte[4])).hasMessageContaining("4 bytes");
    }

    @Test
    void a_miner_that_uploaded_twice_is_refused() {
        var miner = Samples.miners(1).getFirst();
        assertThatThrownBy(() -> ButterflyPlan.of(List.of(miner, miner), 3, Samples.seed(1)))
                .hasMessageContaining("twice");
    }

    private static ButterflyPlan plan(int miners, int blocks, int seed) {
        return ButterflyPlan.of(Samples.miners(miners), blocks, Samples.seed(seed));
    }
}
