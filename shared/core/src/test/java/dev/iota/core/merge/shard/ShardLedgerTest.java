package dev.iota.core.merge.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.shard.ShardWork.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardLedgerTest {
    private static final int RELEASES = 3;
    private static final ShardTransitions TRANSITIONS = new ShardTransitions(RELEASES);
    private static final int SECONDS = 60;

    @Test
    void a_fresh_ledger_leases_every_shard_to_its_owners() {
        var miners = Samples.miners(5);
        var ledger = ledger(miners);

        for (var action : ledger.due(Instant.EPOCH, miners, RELEASES)) {
            var shard = ledger.shards().get(action.shard()).shard();
            assertThat(action).isInstanceOf(ShardAction.Lease.class);
            assertThat(((ShardAction.Lease) action).to()).containsExactlyInAnyOrder(shard.first(), shard.second());
        }
    }

    @Test
    void a_dead_owner_is_replaced_by_whoever_has_least_to_do_of_any_stage() {
        var miners = Samples.miners(4);
        var other = Samples.miners(6).stream()
                .filter(m -> !miners.contains(m))
                .findFirst()
                .orElseThrow();
        var ledger = ledger(miners);
        var live = new ArrayList<>(miners.subList(1, 4));
        live.add(other);

        var replacements = new HashSet<Hotkey>();
        for (var action : ledger.due(Instant.EPOCH, live, RELEASES)) {
            var shard = ledger.shards().get(action.shard()).shard();
            ((ShardAction.Lease) action)
                    .to().stream().filter(m -> !shard.isOwnedBy(m)).forEach(replacements::add);
        }

        assertThat(replacements).contains(other).doesNotContain(miners.getFirst());
    }

    @Test
    void when_one_miner_is_left_the_merge_function_does_the_rest() {
        var run = new Round(5, 40, new Random(1));
        run.dead.addAll(run.miners.subList(0, 4));

        run.toTheEnd();

        assertThat(run.ledger.isStored()).isTrue();
        assertThat(run.ledger.byMergeFunction()).isEqualTo(run.ledger.shards().size());
    }

    @Test
    void without_failures_no_shard_is_leased_again_or_done_by_the_merge_function() {
        var run = new Round(8, 100, new Random(1));

        run.toTheEnd();

        assertThat(run.ledger.isStored()).isTrue();
        assertThat(run.ledger.releases()).isZero();
        assertThat(run.ledger.byMergeFunction()).isZero();
    }

    /** Killed anywhere: before the work, after the hashes, after the blocks. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 19})
    void no_shard_is_lost_whichever_owners_die_at_whatever_moment(int deaths) {
        for (var seed = 0; seed < 20; seed++) {
            var run = new Round(20, 300, new Random(seed));
            run.deathsLeft = deaths;

            run.toTheEnd();

            assertThat(run.ledger.isStored()).as("seed %d", seed).isTrue();
            run.assertTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void wrong_owners_are_named_and_the_result_is_the_honest_one(int liars) {
        for (var seed = 0; seed < 20; seed++) {
            var run = new Round(8, 60, new Random(seed));
            run.liars.addAll(run.miners.subList(0, liars));

            run.toTheEnd();

            assertThat(run.ledger.isStored()).isTrue();
            run.assertTrue();
            assertThat(run.wrong).isEqualTo(run.liars);
        }
    }

    @Test
    void two_who_collude_are_found_when_everything_is_recomputed() {
        for (var seed = 0; seed < 10; seed++) {
            var run = new Round(6, 60, new Random(seed));
            run.liars.addAll(run.miners.subList(0, 2));
            run.colluding = true;
            run.checks = SpotChecks.start(1);

            run.toTheEnd();

            run.assertTrue();
            assertThat(run.wrong).isEqualTo(run.liars);
        }
    }

    @Test
    void a_ledger_says_when_to_look_again() {
        var run = new Round(4, 10, new Random(1));
        run.dead.addAll(run.miners);
        run.live.addAll(run.miners);
        run.step();

        assertThat(run.ledger.nextDeadline(Instant.EPOCH)).contains(Instant.EPOCH.plusSeconds(SECONDS));
        assertThat(run.ledger.nextDeadline(Instant.EPOCH.plusSeconds(SECONDS + 1)))
                .isEmpty();
        assertThat(run.ledger.count(State.AGREED) + run.ledger.count(State.STORED))
                .isLessThan(run.ledger.shards().size());
        assertThat(run.ledger.count(State.OPEN)).isEqualTo(6);
    }

    @Test
    void findings_that_differ_go_to_the_merge_function() {
        var miners = Samples.miners(2);
        var ledger = ShardLedger.inspection(ButterflyPlan.of(miners, 9, Samples.seed(1)));
        var work = ledger.shards().getFirst();
        for (var miner : miners) {
            work = TRANSITIONS
                    .lease(work, new ShardLease(miner.address(), miner, Instant.MAX), Instant.EPOCH)
                    .next();
            work = TRANSITIONS
                    .result(work, miner.address(), miner, List.of(Sha256.hex(miner.address())))
                    .next();
        }

        assertThat(work.state()).isEqualTo(State.DISPUTED);
        assertThat(ledger.with(work).due(Instant.EPOCH, miners, RELEASES))
                .singleElement()
                .isInstanceOf(ShardAction.DoByMergeFunction.class);
    }

    private static ShardLedger ledger(List<Hotkey> miners) {
        return ShardLedger.merge(ButterflyPlan.of(miners, 50, Samples.seed(1)), 1);
    }

    /** A round played by the production decisions on a clock of its own: one look, one lease length. */
    private static final class Round {
        final List<Hotkey> miners;
        final Random random;
        final Set<Hotkey> dead = new HashSet<>();
        final Set<Hotkey> live = new HashSet<>();
        final Set<Hotkey> liars = new HashSet<>();
        final Set<Hotkey> wrong = new HashSet<>();
        boolean colluding;
        int deathsLeft;
        SpotChecks checks = SpotChecks.start(0);
        ShardLedger ledger;
        Instant now = Instant.EPOCH;

        Round(int miners, int blocks, Random random) {
            this.miners = Samples.miners(miners);
            this.random = random;
            this.ledger =
                    ShardLedger.merge(ButterflyPlan.of(this.miners, blocks, Samples.seed(random.nextInt(1000))), 1);
        }

        void toTheEnd() {
            for (var look = 0; look < 30 && !ledger.isStored(); look++) {
                live.clear();
                live.addAll(miners);
                live.removeAll(dead);
                live.removeAll(wrong);
                step();
                now = now.plusSeconds(SECONDS + 1);
            }
        }

        void step() {
            for (var action : ledger.due(now, live, RELEASES)) {
                switch (action) {
                    case ShardAction.Lease lease -> lease.to().forEach(miner -> lease(lease.shard(), miner));
                    case ShardAction.Store store -> store(store.shard(), store.by());
                    case ShardAction.Arbitrate arbitrate -> judge(arbitrate.block());
                    case ShardAction.DoByMergeFunction merge ->
                        ledger = ledger.with(TRANSITIONS
                                .doneByMergeFunction(work(merge.shard()), "merge function", truth(merge.shard()))
                                .next());
                }
            }
            for (var shard : ledger.shards()) {
                checks = checks.draw(shard, random).next();
            }
            checks.drawn().forEach(this::judge);
        }

        private void lease(int shard, Hotkey miner) {
            var id = shard + " " + miner;
            var leased = TRANSITIONS.lease(work(shard), new ShardLease(id, miner, now.plusSeconds(SECONDS)), now);
            assertThat(leased.changed()).as(leased.reason()).isTrue();
            ledger = ledger.with(leased.next());
            if (diesNow(miner)) {
                return;
            }
            ledger = ledger.with(TRANSITIONS
                    .result(work(shard), id, miner, says(shard, miner))
                    .next());
            if (!diesNow(miner)) {
                store(shard, miner);
                diesNow(miner);
            }
        }

        private void store(int shard, Hotkey miner) {
            if (!dead.contains(miner) && work(shard).storer(now).equals(Optional.of(miner))) {
                ledger = ledger.with(TRANSITIONS.stored(work(shard), miner).next());
            }
        }

        private boolean diesNow(Hotkey miner) {
            if (deathsLeft > 0 && !dead.contains(miner) && random.nextInt(10) == 0) {
                deathsLeft--;
                dead.add(miner);
            }
            return dead.contains(miner);
        }

        private void judge(Recomputation check) {
            var shard = work(check.shard()).shard();
            var right = truth(check.shard()).get(check.block() - shard.firstBlock());
            for (var culprit :
                    Arbitration.rule(work(check.shard()), check, List.of(right)).wrong()) {
                wrong.add(culprit);
                live.remove(culprit);
                for (var changed : ledger.drop(culprit, TRANSITIONS)) {
                    ledger = ledger.with(changed);
                    checks = checks.again(changed.shard().index());
                }
            }
        }

        private ShardWork work(int shard) {
            return ledger.shards().get(shard);
        }

        private List<String> says(int shard, Hotkey miner) {
            var said = new ArrayList<>(truth(shard));
            if (liars.contains(miner)) {
                said.set(said.size() - 2, Sha256.hex(colluding ? "our lie" : "lie of " + miner));
            }
            return said;
        }

        private List<String> truth(int shard) {
            return IntStream.range(0, work(shard).hashes())
                    .mapToObj(i -> Sha256.hex(shard + "/" + i))
                    .toList();
        }

        void assertTrue() {
            for (var shard : ledger.shards()) {
                assertThat(shard.readable()).contains(truth(shard.shard().index()));
            }
        }
    }
}
