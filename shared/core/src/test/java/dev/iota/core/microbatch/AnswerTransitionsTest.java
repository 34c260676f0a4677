package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitudes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a microbatch moves on when a miner has done a hop. */
class AnswerTransitionsTest extends MicrobatchScene {
    @Test
    void a_microbatch_goes_forward_to_the_tail_and_back_to_the_head() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        assertThat(m.state()).isEqualTo(State.LEASED);
        m = forward(m, head, "a");
        assertPlace(m, 1, Direction.FORWARD, State.WAITING);
        m = forward(lease(m, middle, "b"), middle, "b");
        m = backward(lease(m, tail, "c"), tail, "c");
        assertPlace(m, 1, Direction.BACKWARD, State.WAITING);
        m = backward(lease(m, middle, "d"), middle, "d");
        assertPlace(m, 0, Direction.BACKWARD, State.WAITING);
        m = backward(lease(m, head, "e"), head, "e");

        assertThat(m.state()).isEqualTo(State.COMPLETE);
        assertThat(m.loss()).contains(2.5f);
        assertThat(m.hops()).extracting(Hop::hotkey).containsExactly(head, middle, tail);
        assertThat(m.hops().get(1).activation()).contains(new Hop.Stored("b", HASH, SAID, Optional.of(FOUND)));
        assertThat(m.hops().get(1).gradient()).contains(new Hop.Stored("d", HASH, SAID, Optional.of(FOUND)));
        assertThat(m.hops().get(1).seconds()).isEqualTo(2);
    }

    @Test
    void every_change_counts_one_version() {
        var m = Microbatch.fresh(7, 9, 0, NOW);
        var leased = lease(m, head, "a");
        var done = forward(leased, head, "a");

        assertThat(leased.version()).isEqualTo(m.version() + 1);
        assertThat(done.version()).isEqualTo(leased.version() + 1);
        assertThat(done.markedRedone().version()).isEqualTo(done.version() + 1);
    }

    @Test
    void the_same_answer_changes_nothing_the_second_time() {
        var m = forward(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), head, "a");

        var again = transitions.forwardDone(m, forwardDone(0, "a"), head, NOW);

        assertThat(again.changed()).isFalse();
        assertThat(again.next()).isSameAs(m);
        assertThat(again.reason()).contains("stage 1");
    }

    @Test
    void nobody_answers_for_somebody_else() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        assertThat(transitions.forwardDone(m, forwardDone(0, "a"), middle, NOW).changed())
                .isFalse();
        assertThat(transitions
                        .forwardDone(m, forwardDone(0, "forged"), head, NOW)
                        .changed())
                .isFalse();
    }

    @Test
    void an_answer_of_another_epoch_or_stage_changes_nothing() {
        var m = lease(Microbatch.fresh(7, 9, 1, NOW), head, "a");

        assertThat(transitions.forwardDone(m, forwardDone(0, "a"), head, NOW).reason())
                .contains("epoch");
        var later = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        assertThat(transitions
                        .forwardDone(later, forwardDone(1, "a"), head, NOW)
                        .reason())
                .contains("stage");
    }

    @Test
    void the_tail_answers_with_a_backward_and_a_loss() {
        var m = atTail();

        assertThat(transitions.forwardDone(m, forwardDone(2, "c"), tail, NOW).changed())
                .isFalse();
        assertThat(transitions
                        .backwardDone(
                                m,
                                backwardDone(2, Direction.FORWARD, "c", Optional.empty(), Optional.empty()),
                                tail,
                                NOW)
                        .changed())
                .isFalse();
        assertThat(backward(m, tail, "c").stage()).isEqualTo(1);
    }

    @Test
    void a_rescue_beyond_the_bound_does_not_count() {
        var m = lease(backward(atTail(), tail, "c"), head, "d");

        var far = backwardDone(1, Direction.BACKWARD, "d", Optional.empty(), Optional.of(BOUND * 2));
        var unknown = backwardDone(1, Direction.BACKWARD, "d", Optional.empty(), Optional.of(Double.NaN));
        var near = backwardDone(1, Direction.BACKWARD, "d", Optional.empty(), Optional.of(BOUND / 2));

        assertThat(transitions.backwardDone(m, far, head, NOW).changed()).isFalse();
        assertThat(transitions.backwardDone(m, unknown, head, NOW).changed()).isFalse();
        var rescued = transitions.backwardDone(m, near, head, NOW).next();
        assertThat(rescued.hops().get(1).rescue()).contains(BOUND / 2);
        assertThat(rescued.hops().get(1).hotkey()).isEqualTo(head);
    }

    @Test
    void a_complete_microbatch_changes_no_more() {
        var atHead = backward(lease(backward(atTail(), tail, "c"), middle, "d"), middle, "d");
        var complete = backward(lease(atHead, head, "e"), head, "e");

        assertThat(transitions
                        .backwardDone(
                                complete,
                                backwardDone(0, Direction.BACKWARD, "e", Optional.empty(), Optional.empty()),
                                head,
                                NOW)
                        .changed())
                .isFalse();
        assertThat(transitions.fence(complete, head, 9, NOW).changed()).isFalse();
        assertThat(transitions.expire(complete, "e", late()).changed()).isFalse();
    }

    @Test
    void a_single_stage_completes_with_one_answer() {
        var single = new Transitions(1, BOUND, REFUSALS);
        var m = single.lease(Microbatch.fresh(7, 9, 0, NOW), leaseOf(head, "a"), NOW)
                .next();
        var done = new Event.BackwardDone(
                "r",
                0,
                7,
                0,
                Direction.FORWARD,
                "a",
                1,
                Optional.empty(),
                Optional.of(1f),
                new GradientProbe(List.of(), List.of()),
                Optional.empty(),
                1,
                Magnitudes.NONE);

        assertThat(single.backwardDone(m, done, head, NOW).next().state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void an_answer_that_does_not_say_how_large_its_tensors_are_does_not_count() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        var forward = forwardDone(0, "a");
        for (var magnitudes : List.of(
                Magnitudes.NONE,
                new Magnitudes(Optional.of(FOUND), Optional.of(SAID)),
                new Magnitudes(Optional.of(FOUND), Optional.empty()))) {
            var said = new Event.ForwardDone("r", 0, 7, 0, "a", 1, HASH, 1, magnitudes);

            var decision = transitions.forwardDone(m, said, head, NOW);

            assertThat(decision.changed()).isFalse();
            assertThat(decision.reason()).contains("how large the tensors are");
        }
        assertThat(transitions.forwardDone(m, forward, head, NOW).changed()).isTrue();
    }
}
