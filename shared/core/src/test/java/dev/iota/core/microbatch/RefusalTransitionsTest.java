package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import org.junit.jupiter.api.Test;

/** What happens when a miner could not do its hop. */
class RefusalTransitionsTest extends MicrobatchScene {
    @Test
    void a_refused_hop_waits_again_and_the_refused_lease_counts_no_more() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        var refused = transitions
                .refused(m, refusal(0, Direction.FORWARD, "a"), head, false, NOW)
                .next();

        assertPlace(refused, 0, Direction.FORWARD, State.WAITING);
        assertThat(refused.refusals()).isEqualTo(1);
        assertThat(refused.issued("a")).isEmpty();
    }

    @Test
    void after_too_many_refusals_it_is_given_up() {
        var m = Microbatch.fresh(7, 9, 0, NOW);
        for (var i = 0; i < REFUSALS; i++) {
            m = transitions
                    .refused(lease(m, head, "a" + i), refusal(0, Direction.FORWARD, "a" + i), head, false, NOW)
                    .next();
        }

        assertThat(m.state()).isEqualTo(State.LOST);
        assertThat(m.isOpen()).isFalse();
    }

    @Test
    void a_bad_activation_makes_its_producer_do_it_again() {
        var m = lease(forward(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), head, "a"), middle, "b");

        var again = transitions
                .refused(m, refusal(1, Direction.FORWARD, "b"), middle, true, NOW)
                .next();

        assertPlace(again, 0, Direction.FORWARD, State.WAITING);
    }

    @Test
    void a_bad_gradient_of_the_tail_makes_the_tail_go_forward_again() {
        var m = lease(backward(atTail(), tail, "c"), middle, "d");

        var again = transitions
                .refused(m, refusal(1, Direction.BACKWARD, "d"), middle, true, NOW)
                .next();

        assertPlace(again, 2, Direction.FORWARD, State.WAITING);
    }

    @Test
    void a_bad_gradient_in_the_middle_makes_its_producer_go_backward_again() {
        var atHead = backward(lease(backward(atTail(), tail, "c"), middle, "d"), middle, "d");
        var m = lease(atHead, head, "e");

        var again = transitions
                .refused(m, refusal(0, Direction.BACKWARD, "e"), head, true, NOW)
                .next();

        assertPlace(again, 1, Direction.BACKWARD, State.WAITING);
        assertThat(again.owner()).contains(middle);
    }
}
