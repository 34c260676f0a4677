package dev.iota.core.merge.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardWork.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardTransitionsTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final Instant LATER = NOW.plusSeconds(100);
    private static final List<Hotkey> MINERS = Samples.miners(6);
    private static final Hotkey ONE = MINERS.get(0);
    private static final Hotkey TWO = MINERS.get(1);
    private static final Hotkey THREE = MINERS.get(2);
    private static final Shard SHARD = new Shard(0, 7, 3, ONE, TWO);
    private static final List<String> TRUTH = hashes("truth");
    private static final ShardTransitions TRANSITIONS = new ShardTransitions(2);

    @Test
    void two_are_at_it_and_no_third() {
        var work = leased(leased(fresh(), ONE), TWO);

        var third = TRANSITIONS.lease(work, lease(THREE), NOW);

        assertThat(third.changed()).isFalse();
        assertThat(third.reason()).contains("enough miners");
    }

    @Test
    void a_silent_owner_is_replaced_when_its_lease_is_over() {
        var work = leased(leased(fresh(), ONE), TWO);

        assertThat(TRANSITIONS.lease(work, lease(THREE), LATER).changed()).isTrue();
        assertThat(TRANSITIONS.lease(work, lease(ONE), LATER).reason()).contains("had shard 0 already");
    }

    @Test
    void after_so_many_releases_no_miner_gets_it() {
        var work = leased(leased(fresh(), ONE), TWO);
        for (var i = 2; i < 4; i++) {
            work = TRANSITIONS.lease(work, lease(MINERS.get(i)), LATER).next();
        }

        var decision = TRANSITIONS.lease(work, lease(MINERS.get(4)), LATER.plusSeconds(1000));

        assertThat(work.releases()).isEqualTo(2);
        assertThat(decision.reason()).contains("the merge function does it");
    }

    @Test
    void the_first_hashes_are_not_readable_until_the_second_are_in() {
        var work = result(leased(leased(fresh(), ONE), TWO), TWO, TRUTH);

        assertThat(work.readable()).isEmpty();
        assertThat(work.state()).isEqualTo(State.OPEN);
        assertThat(result(work, ONE, TRUTH).readable()).contains(TRUTH);
    }

    @Test
    void the_hashes_of_a_dispute_are_not_readable() {
        assertThat(disputed().readable()).isEmpty();
    }

    @Test
    void equal_results_agree_and_different_ones_are_disputed() {
        assertThat(agreed().state()).isEqualTo(State.AGREED);
        assertThat(disputed().state()).isEqualTo(State.DISPUTED);
    }

    @Test
    void a_shard_is_stored_when_it_is_agreed_and_its_blocks_are_there_in_either_order() {
        var open = result(leased(leased(fresh(), ONE), TWO), ONE, TRUTH);
        var early = TRANSITIONS.stored(open, ONE).next();

        assertThat(early.state()).isEqualTo(State.OPEN);
        assertThat(result(early, TWO, TRUTH).state()).isEqualTo(State.STORED);
        assertThat(TRANSITIONS.stored(agreed(), ONE).next().state()).isEqualTo(State.STORED);
    }

    @Test
    void an_answer_after_its_lease_counts_while_it_is_wanted() {
        var work = leased(leased(fresh(), ONE), TWO);
        work = TRANSITIONS.lease(work, lease(THREE), LATER).next();
        work = result(work, ONE, TRUTH);
        work = result(work, THREE, TRUTH);

        assertThat(work.state()).isEqualTo(State.AGREED);
        assertThat(TRANSITIONS.result(work, "lease " + TWO, TWO, TRUTH).reason())
                .contains("no result is wanted");
    }

    @Test
    void nobody_agrees_with_itself_and_nobody_answers_for_another() {
        var work = result(leased(leased(fresh(), ONE), TWO), ONE, TRUTH);

        assertThat(TRANSITIONS.result(work, "lease " + ONE, ONE, TRUTH).reason())
                .contains("answered shard 0 already");
        assertThat(TRANSITIONS.result(work, "lease " + TWO, THREE, TRUTH).reason())
                .contains("was not given to");
        assertThat(TRANSITIONS.result(work, "no lease", TWO, TRUTH).changed()).isFalse();
    }

    @Test
    void a_result_of_another_length_is_refused() {
        var work = leased(leased(fresh(), ONE), TWO);

        assertThat(TRANSITIONS
                        .result(work, "lease " + ONE, ONE, TRUTH.subList(0, 2))
                        .reason())
                .contains("a result of 2 hashes; shard 0 has %d".formatted(TRUTH.size()));
    }

    @Test
    void only_who_has_a_result_stores() {
        var work = result(leased(leased(fresh(), ONE), TWO), ONE, TRUTH);

        assertThat(TRANSITIONS.stored(work, TWO).reason()).contains("no result of");
        assertThat(TRANSITIONS.stored(disputed(), ONE).changed()).isFalse();
    }

    @Test
    void the_first_stores_then_the_second_then_the_merge_function() {
        var work = TRANSITIONS
                .lease(leased(fresh(), ONE), new ShardLease("lease " + TWO, TWO, LATER.plusSeconds(100)), NOW)
                .next();
        work = result(result(work, ONE, TRUTH), TWO, TRUTH);

        assertThat(work.storer(NOW)).contains(ONE);
        assertThat(work.storer(LATER)).contains(TWO);
        assertThat(work.storer(LATER.plusSeconds(101))).isEmpty();
    }

    @Test
    void what_the_merge_function_did_stands() {
        var work = TRANSITIONS.doneByMergeFunction(disputed(), "m", TRUTH).next();

        assertThat(work.state()).isEqualTo(State.STORED);
        assertThat(work.isByMergeFunction()).isTrue();
        assertThat(work.readable()).contains(TRUTH);
        assertThat(TRANSITIONS.doneByMergeFunction(work, "m", hashes("other")).changed())
                .isFalse();
        assertThat(TRANSITIONS.drop(work, ONE).changed()).isFalse();
    }

    @Test
    void what_a_wrong_owner_said_is_taken_back_wherever_the_shard_stands() {
        var stored = TRANSITIONS.stored(agreed(), ONE).next();

        for (var work : List.of(agreed(), disputed(), stored)) {
            var next = TRANSITIONS.drop(work, ONE).next();
            assertThat(next.state()).isEqualTo(State.OPEN);
            assertThat(next.results()).singleElement().satisfies(r -> assertThat(r.hotkey())
                    .isEqualTo(Optional.of(TWO)));
            assertThat(TRANSITIONS.lease(next, lease(ONE), LATER).reason()).contains("was wrong");
            assertThat(TRANSITIONS.result(next, "lease " + ONE, ONE, TRUTH).reason())
                    .contains("was wrong");
            assertThat(next.wanted(NOW)).isEqualTo(1);
        }
        assertThat(TRANSITIONS.drop(agreed(), THREE).changed()).isFalse();
    }

    @Test
    void a_ruling_names_who_said_something_else() {
        var work = disputed();
        var check = Arbitration.contested(work).orElseThrow();

        assertThat(check).isEqualTo(new Recomputation(0, 8));
        assertThat(Arbitration.rule(work, check, List.of(TRUTH.get(1))).wrong()).containsExactly(TWO);
        assertThat(Arbitration.rule(work, check, List.of(Sha256.hex("neither"))).wrong())
                .containsExactly(ONE, TWO);
        assertThat(Arbitration.rule(agreed(), check, List.of(TRUTH.get(1))).wrong())
                .isEmpty();
        assertThat(Arbitration.rule(work, TRUTH).wrong()).containsExactly(TWO);
        assertThatIllegalArgumentException().isThrownBy(() -> Arbitration.contested(agreed()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arbitration.rule(work, new Recomputation(0, 10), List.of(TRUTH.get(1))))
                .withMessageContaining("block 10");
    }

    @Test
    void one_block_judges_all_its_sections() {
        var shard = new Shard(0, 0, 2, ONE, TWO);
        var said = IntStream.range(0, 6).mapToObj(i -> Sha256.hex("s" + i)).toList();
        var work = ShardWork.fresh(shard, 6);
        work = TRANSITIONS.result(leased(work, ONE), "lease " + ONE, ONE, said).next();

        // Block 1 of section 0 is hash 1, block 1 of section 1 is hash 3.
        assertThat(Arbitration.rule(work, new Recomputation(0, 1), List.of(said.get(1), said.get(3)))
                        .wrong())
                .isEmpty();
        assertThat(Arbitration.rule(work, new Recomputation(0, 1), List.of(said.get(1), said.get(2)))
                        .wrong())
                .containsExactly(ONE);
    }

    @Test
    void the_same_blocks_in_different_objects_are_for_all_of_them_to_judge() {
        var lie = new ArrayList<>(TRUTH);
        lie.set(3, Sha256.hex("lie"));
        var work = result(result(leased(leased(fresh(), ONE), TWO), ONE, TRUTH), TWO, lie);

        assertThat(Arbitration.contested(work)).isEmpty();
        assertThat(Arbitration.rule(work, TRUTH).wrong()).containsExactly(TWO);
        var ledger = new ShardLedger(ShardLedger.Round.MERGE, List.of(work));
        assertThat(ledger.due(NOW, List.of(THREE), 3))
                .singleElement()
                .isInstanceOf(ShardAction.DoByMergeFunction.class);
    }

    @Test
    void a_miner_that_cannot_do_a_shard_makes_room_for_another_at_once() {
        var work = leased(leased(fresh(), ONE), TWO);

        assertThat(TRANSITIONS.failed(work, "lease " + ONE, TWO, NOW).changed()).isFalse();
        var failed = TRANSITIONS.failed(work, "lease " + ONE, ONE, NOW).next();
        assertThat(failed.busy(NOW)).containsExactly(TWO);
        assertThat(failed.wanted(NOW)).isEqualTo(1);
        assertThat(TRANSITIONS.failed(failed, "lease " + ONE, ONE, NOW).changed())
                .isFalse();
    }

    @Test
    void a_lease_lapsed_if_somebody_else_was_given_the_shard_and_no_answer_came_later_either() {
        var lease = Duration.ofSeconds(60);
        var silent = leased(leased(fresh(), ONE), TWO);
        var again = TRANSITIONS
                .lease(silent, new ShardLease("lease " + THREE, THREE, NOW.plusSeconds(121)), LATER)
                .next();

        assertThat(silent.lapsed(lease)).isEmpty();
        assertThat(again.lapsed(lease)).containsExactly(ONE, TWO);
        assertThat(result(again, TWO, TRUTH).lapsed(lease)).containsExactly(ONE);
        assertThat(TRANSITIONS.doneByMergeFunction(again, "merge", TRUTH).next().lapsed(lease))
                .isEmpty();
    }

    @Test
    void agreed_blocks_are_drawn_once_and_all_of_them_after_a_mismatch() {
        var random = new Random(1);
        var checks = SpotChecks.start(0).draw(agreed(), random).next();

        assertThat(checks.drawn()).isEmpty();
        assertThat(checks.draw(agreed(), random).reason()).contains("already");
        assertThat(checks.draw(disputed(), random).reason()).contains("DISPUTED");

        var raised = checks.mismatch(new Recomputation(0, 7)).next();
        assertThat(raised.share()).isEqualTo(1);
        assertThat(raised.draw(agreed(), random).next().drawn()).hasSize(3);
        assertThat(raised.mismatch(new Recomputation(0, 7)).changed()).isFalse();
        assertThat(raised.draw(agreed(), random).next().again(0).drawn()).isEmpty();
    }

    @Test
    void a_transition_counts_one_write() {
        assertThat(leased(fresh(), ONE).version()).isEqualTo(1);
        assertThat(agreed().version()).isEqualTo(4);
    }

    private static ShardWork fresh() {
        return ShardWork.fresh(SHARD, 4);
    }

    private static ShardWork agreed() {
        return result(result(leased(leased(fresh(), ONE), TWO), ONE, TRUTH), TWO, TRUTH);
    }

    private static ShardWork disputed() {
        var lie = List.of(TRUTH.get(0), Sha256.hex("lie"), TRUTH.get(2), TRUTH.get(3));
        return result(result(leased(leased(fresh(), ONE), TWO), ONE, TRUTH), TWO, lie);
    }

    private static ShardWork leased(ShardWork work, Hotkey hotkey) {
        return TRANSITIONS.lease(work, lease(hotkey), NOW).next();
    }

    private static ShardWork result(ShardWork work, Hotkey hotkey, List<String> hashes) {
        return TRANSITIONS.result(work, "lease " + hotkey, hotkey, hashes).next();
    }

    private static ShardLease lease(Hotkey hotkey) {
        return new ShardLease("lease " + hotkey, hotkey, NOW.plusSeconds(60));
    }

    private static List<String> hashes(String name) {
        return IntStream.range(0, 4).mapToObj(i -> Sha256.hex(name + i)).toList();
    }
}
