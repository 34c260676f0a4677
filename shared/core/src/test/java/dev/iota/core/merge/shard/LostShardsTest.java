package dev.iota.core.merge.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.plan.ButterflyPlan;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LostShardsTest {
    @Test
    void plain_pairs_of_fifty_miners_lose_nothing_in_3_percent_of_the_epochs_at_10_percent_failures() {
        assertThat(LostShards.noneLost(50, 0.1, 2)).isCloseTo(0.034, within(0.0005));
    }

    @Test
    void more_owners_and_more_releases_lose_less() {
        for (var owners = 2; owners <= 4; owners++) {
            assertThat(LostShards.share(0.1, owners, 0)).isCloseTo(Math.pow(0.1, owners), within(1e-15));
            assertThat(LostShards.share(0.1, owners, 2)).isLessThan(LostShards.share(0.1, owners, 0));
            assertThat(LostShards.noneLost(50, 0.1, owners + 1)).isGreaterThan(LostShards.noneLost(50, 0.1, owners));
        }
        assertThat(LostShards.noneLost(2, 1, 2)).isZero();
        assertThat(LostShards.noneLost(2, 1, 3)).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> LostShards.share(1.5, 2, 0));
    }

    @Test
    void the_merge_function_does_what_at_most_one_of_all_answers() {
        assertThat(LostShards.byMergeFunction(0.1, 2, 0)).isCloseTo(1 - 0.9 * 0.9, within(1e-15));
        assertThat(LostShards.byMergeFunction(0.5, 2, 3)).isCloseTo(6.0 / 32, within(1e-15));
        assertThat(LostShards.byMergeFunction(0, 2, 3)).isZero();
        assertThat(LostShards.byMergeFunction(1, 2, 3)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0.05", "0.1", "0.3"})
    void the_production_plan_loses_what_the_formula_says(double failure) {
        var plan = ButterflyPlan.of(Samples.miners(50), 40_000, Samples.seed(1));
        var random = new Random(3);
        var runs = 3000;
        var lost = 0L;
        var epochsWithoutLoss = 0;
        for (var run = 0; run < runs; run++) {
            var failed = new HashSet<Hotkey>();
            plan.miners().stream().filter(m -> random.nextDouble() < failure).forEach(failed::add);
            var count = plan.shards().stream()
                    .filter(s -> failed.contains(s.first()) && failed.contains(s.second()))
                    .count();
            lost += count;
            epochsWithoutLoss += count == 0 ? 1 : 0;
        }

        var share = (double) lost / runs / plan.shards().size();
        assertThat(share).isCloseTo(LostShards.share(failure, 2, 0), within(0.1 * LostShards.share(failure, 2, 0)));
        var none = LostShards.noneLost(50, failure, 2);
        assertThat((double) epochsWithoutLoss / runs).isCloseTo(none, within(5 * Math.sqrt(none / runs) + 1e-9));
    }

    /** The owners of the plan, and then the pairs that the production ledger chooses in their place. */
    @ParameterizedTest
    @CsvSource({"0.3,0", "0.3,2", "0.5,2", "0.5,4"})
    void leasing_again_is_worth_as_much_as_further_owners(double failure, int releases) {
        var plan = ButterflyPlan.of(Samples.miners(12), 66, Samples.seed(1));
        var random = new Random(5);
        var transitions = new ShardTransitions(releases);
        var runs = 30;
        var lost = 0;
        for (var run = 0; run < runs; run++) {
            var ledger = ShardLedger.merge(plan, 1);
            var answered = new HashSet<Integer>();
            for (var look = 0; look <= releases / 2; look++) {
                var now = Instant.EPOCH.plusSeconds(100L * look);
                for (var action : ledger.due(now, plan.miners(), releases)) {
                    for (var miner : ((ShardAction.Lease) action).to()) {
                        var lease = new ShardLease(look + miner.address(), miner, now.plusSeconds(60));
                        var work = ledger.shards().get(action.shard());
                        ledger = ledger.with(transitions.lease(work, lease, now).next());
                        // Each miner fails afresh for each shard: what the formula assumes.
                        if (random.nextDouble() >= failure) {
                            answered.add(action.shard());
                        }
                    }
                }
            }
            lost += plan.shards().size() - answered.size();
        }

        var trials = runs * plan.shards().size();
        var expected = LostShards.share(failure, 2, releases);
        assertThat((double) lost / trials)
                .isCloseTo(expected, within(5 * Math.sqrt(expected * (1 - expected) / trials)));
    }
}
