package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.microbatch.Microbatch.State;
import org.junit.jupiter.api.Test;

/** How a miner gets the right to a hop, keeps it and loses it. */
class LeaseTransitionsTest extends MicrobatchScene {
    @Test
    void a_leased_microbatch_is_not_leased_again() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        assertThat(transitions.lease(m, leaseOf(middle, "b"), NOW).changed()).isFalse();
    }

    @Test
    void a_lease_runs_out_only_when_it_is_over() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        assertThat(transitions.expire(m, "a", NOW.plus(LEASE)).changed()).isFalse();
        assertThat(transitions.expire(m, "other", late()).changed()).isFalse();
        assertThat(transitions.expire(m, "a", late()).next().state()).isEqualTo(State.WAITING);
    }

    @Test
    void an_answer_to_a_lease_that_ran_out_counts_while_it_is_the_first() {
        var expired = transitions
                .expire(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), "a", late())
                .next();
        var again = lease(expired, middle, "b");

        assertThat(transitions
                        .forwardDone(expired, forwardDone(0, "a"), head, late())
                        .changed())
                .isTrue();
        var first = transitions.forwardDone(again, forwardDone(0, "a"), head, late());
        assertThat(first.changed()).isTrue();
        assertThat(transitions
                        .forwardDone(first.next(), forwardDone(0, "b"), middle, late())
                        .changed())
                .isFalse();
    }

    @Test
    void a_lease_of_a_miner_that_fell_silent_is_taken_back_before_its_end_and_may_still_be_answered() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        assertThat(transitions.abandon(m, middle, NOW).changed()).isFalse();
        var waiting = transitions.abandon(m, head, NOW).next();

        assertThat(waiting.state()).isEqualTo(State.WAITING);
        assertThat(transitions.abandon(waiting, head, NOW).changed()).isFalse();
        assertThat(transitions
                        .forwardDone(waiting, forwardDone(0, "a"), head, NOW)
                        .changed())
                .isTrue();
    }

    @Test
    void a_lease_that_its_miner_was_not_told_of_leaves_no_trace() {
        var waiting = Microbatch.fresh(7, 9, 0, NOW);
        var m = lease(waiting, head, "a");

        var withdrawn = transitions.withdraw(m, leaseOf(head, "a"), NOW).next();

        assertThat(withdrawn.place()).isEqualTo(waiting.place());
        assertThat(transitions
                        .forwardDone(withdrawn, forwardDone(0, "a"), head, NOW)
                        .changed())
                .isFalse();
        assertThat(transitions.withdraw(m, leaseOf(head, "b"), NOW).changed()).isFalse();
        assertThat(transitions.withdraw(waiting, leaseOf(head, "a"), NOW).changed())
                .isFalse();
    }

    @Test
    void a_lease_is_extended_but_never_shortened() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        var later = NOW.plus(LEASE.multipliedBy(2));

        var extended = transitions.extend(m, "a", later).next();

        assertThat(extended.deadline()).isEqualTo(later);
        assertThat(extended.since()).isEqualTo(m.since());
        assertThat(transitions.extend(extended, "a", NOW).changed()).isFalse();
        assertThat(transitions.extend(m, "other", later).changed()).isFalse();
    }

    @Test
    void leases_of_an_older_registration_are_fenced() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        var fenced = transitions.fence(m, head, 2, NOW).next();

        assertThat(fenced.state()).isEqualTo(State.WAITING);
        assertThat(transitions
                        .forwardDone(fenced, forwardDone(0, "a"), head, NOW)
                        .changed())
                .isFalse();
        assertThat(transitions.fence(m, head, 1, NOW).changed()).isFalse();
        assertThat(transitions.fence(m, middle, 2, NOW).changed()).isFalse();
    }

    @Test
    void a_fence_leaves_the_lease_of_another_miner_in_force() {
        var expired = transitions
                .expire(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), "a", late())
                .next();
        var again = lease(expired, middle, "b");

        var fenced = transitions.fence(again, head, 2, late());

        assertThat(fenced.changed()).isTrue();
        assertThat(fenced.next().lease().orElseThrow().id()).isEqualTo("b");
        assertThat(fenced.next().issued("a")).isEmpty();
    }
}
