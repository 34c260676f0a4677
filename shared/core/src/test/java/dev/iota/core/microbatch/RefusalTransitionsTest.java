package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.RefusalCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens when a miner could not do its hop. */
class RefusalTransitionsTest extends MicrobatchScene {
    @Test
    void a_refused_hop_waits_again_and_the_refused_lease_counts_no_more() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        var refused = transitions
                .refused(m, refusal(0, Direction.FORWARD, "a"), head, Recourse.ANOTHER_MINER, NOW)
                .next();

        assertPlace(refused, 0, Direction.FORWARD, State.WAITING);
        assertThat(refused.refusals()).isEqualTo(1);
        assertThat(refused.issued("a")).isEmpty();
    }

    @Test
    void after_too_many_refusals_of_a_position_that_failed_before_it_is_lost() {
        var m = Microbatch.again(7, 9, RefusalRules.RESTARTS, 0, NOW);
        for (var i = 0; i < REFUSALS; i++) {
            m = transitions
                    .refused(
                            lease(m, head, "a" + i),
                            refusal(0, Direction.FORWARD, "a" + i),
                            head,
                            Recourse.ANOTHER_MINER,
                            NOW)
                    .next();
        }

        assertThat(m.state()).isEqualTo(State.LOST);
        assertThat(m.isOpen()).isFalse();
    }

    @Test
    void a_bad_activation_makes_its_producer_do_it_again() {
        var m = lease(forward(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), head, "a"), middle, "b");

        var again = transitions
                .refused(m, refusal(1, Direction.FORWARD, "b"), middle, Recourse.PRODUCER, NOW)
                .next();

        assertPlace(again, 0, Direction.FORWARD, State.WAITING);
    }

    @Test
    void a_bad_gradient_of_the_tail_makes_the_tail_go_forward_again() {
        var m = lease(backward(atTail(), tail, "c"), middle, "d");

        var again = transitions
                .refused(m, refusal(1, Direction.BACKWARD, "d"), middle, Recourse.PRODUCER, NOW)
                .next();

        assertPlace(again, 2, Direction.FORWARD, State.WAITING);
    }

    @Test
    void a_bad_gradient_in_the_middle_makes_its_producer_go_backward_again() {
        var atHead = backward(lease(backward(atTail(), tail, "c"), middle, "d"), middle, "d");
        var m = lease(atHead, head, "e");

        var again = transitions
                .refused(m, refusal(0, Direction.BACKWARD, "e"), head, Recourse.PRODUCER, NOW)
                .next();

        assertPlace(again, 1, Direction.BACKWARD, State.WAITING);
        assertThat(again.owner()).contains(middle);
    }

    @Test
    void after_too_many_refusals_its_position_starts_again() {
        var m = Microbatch.fresh(7, 9, 0, NOW);
        for (var i = 0; i < REFUSALS; i++) {
            m = refused(lease(m, head, "a" + i), RefusalCause.UNABLE, "a" + i, Recourse.ANOTHER_MINER);
        }

        assertThat(m.state()).isEqualTo(State.UNFINISHED);
        assertThat(m.redone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_FINITE", "RESCUE_DIFFERS"})
    void what_the_last_live_miner_would_refuse_again_starts_again_at_once(RefusalCause cause) {
        var m = refused(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), cause, "a", Recourse.NO_OTHER_MINER);

        assertThat(m.state()).isEqualTo(State.UNFINISHED);
        assertThat(m.redone()).isTrue();
        assertThat(m.refused()).containsExactly(new HopRefusal(head, HopRefusal.Kind.valueOf(cause.name())));
    }

    @Test
    void what_fails_everywhere_is_lost() {
        for (var failures = 0; failures <= RefusalRules.RESTARTS; failures++) {
            var m = lease(Microbatch.again(7, 9, failures, 0, NOW), head, "a");

            assertThat(refused(m, RefusalCause.NOT_FINITE, "a", Recourse.NO_OTHER_MINER)
                            .state())
                    .isEqualTo(failures < RefusalRules.RESTARTS ? State.UNFINISHED : State.LOST);
        }
    }

    @Test
    void what_is_lost_or_starts_again_says_what_the_last_miner_found() {
        var m = lease(Microbatch.again(7, 9, RefusalRules.RESTARTS, 0, NOW), head, "a1");
        for (var i = 1; i < REFUSALS; i++) {
            m = lease(refused(m, RefusalCause.UNABLE, "a" + i, Recourse.ANOTHER_MINER), head, "a" + (i + 1));
        }
        var bad = new Event.InputBad("r", 0, 7, 0, Direction.FORWARD, "a" + REFUSALS, "it hashes to 1; 2 was declared");

        assertThat(transitions
                        .refused(m, bad, head, Recourse.ANOTHER_MINER, NOW)
                        .reason())
                .isEqualTo(
                        ("lost, position 9 failed %d times: after %d refusals, the last: bad input, it hashes to 1; 2"
                                        + " was declared")
                                .formatted(RefusalRules.RESTARTS + 1, REFUSALS));
        var fresh = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        assertThat(transitions
                        .refused(
                                fresh,
                                refusal(0, Direction.FORWARD, "a", RefusalCause.NOT_FINITE),
                                head,
                                Recourse.NO_OTHER_MINER,
                                NOW)
                        .reason())
                .endsWith("no live miner of stage 0 can do it, the last says NOT_FINITE: because");
    }

    @Test
    void what_another_live_miner_may_do_waits_and_who_refused_it_is_remembered_once() {
        var once = refused(
                lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), RefusalCause.NOT_FINITE, "a", Recourse.ANOTHER_MINER);
        var twice = refused(lease(once, head, "b"), RefusalCause.UNABLE, "b", Recourse.ANOTHER_MINER);

        assertPlace(once, 0, Direction.FORWARD, State.WAITING);
        assertThat(once.isRefusedBy(head)).isTrue();
        assertThat(twice.refused()).containsExactly(new HopRefusal(head, HopRefusal.Kind.UNABLE));
    }

    @Test
    void a_lone_miner_that_is_unable_for_a_moment_gets_the_hop_again() {
        var m = refused(
                lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), RefusalCause.UNABLE, "a", Recourse.NO_OTHER_MINER);

        assertPlace(m, 0, Direction.FORWARD, State.WAITING);
    }

    @Test
    void who_refused_a_hop_is_forgotten_with_the_next_one() {
        var m = refused(
                lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), RefusalCause.UNABLE, "a", Recourse.ANOTHER_MINER);

        assertThat(forward(lease(m, head, "b"), head, "b").refused()).isEmpty();
    }

    private Microbatch refused(Microbatch m, RefusalCause cause, String lease, Recourse recourse) {
        var refusal = refusal(m.stage(), m.direction(), lease, cause);
        return transitions.refused(m, refusal, head, recourse, NOW).next();
    }
}
