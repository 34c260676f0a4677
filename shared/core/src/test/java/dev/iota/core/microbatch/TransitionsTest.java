package dev.iota.core.microbatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final String HASH = Sha256.hex("x");
    private static final double BOUND = 0.5;
    private static final int REFUSALS = 3;

    private final Random random = new Random(1);
    private final Transitions transitions = new Transitions(3, BOUND, REFUSALS);
    private final Hotkey head = KeyPair.generate(random).hotkey();
    private final Hotkey middle = KeyPair.generate(random).hotkey();
    private final Hotkey tail = KeyPair.generate(random).hotkey();

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
        assertThat(m.hops().get(1).activation()).contains(new Hop.Stored("b", HASH));
        assertThat(m.hops().get(1).gradient()).contains(new Hop.Stored("d", HASH));
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
    void a_leased_microbatch_is_not_leased_again() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");

        assertThat(transitions.lease(m, leaseOf(middle, "b"), NOW).changed()).isFalse();
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
    void a_lease_is_extended_but_never_shortened() {
        var m = lease(Microbatch.fresh(7, 9, 0, NOW), head, "a");
        var later = NOW.plus(LEASE.multipliedBy(2));

        var extended = transitions.extend(m, "a", later, NOW).next();

        assertThat(extended.deadline()).isEqualTo(later);
        assertThat(extended.since()).isEqualTo(m.since());
        assertThat(transitions.extend(extended, "a", NOW, NOW).changed()).isFalse();
        assertThat(transitions.extend(m, "other", later, NOW).changed()).isFalse();
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
                1);

        assertThat(single.backwardDone(m, done, head, NOW).next().state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void it_is_held_by_those_who_have_it_or_will_get_it_back() {
        var m = lease(forward(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), head, "a"), middle, "b");

        assertThat(m.isHeldBy(head, 0)).isTrue();
        assertThat(m.isHeldBy(middle, 1)).isTrue();
        assertThat(m.isHeldBy(tail, 2)).isFalse();
        assertThat(Holders.of(m)).containsExactly(head, middle);

        var back = backward(atTail(), tail, "c");
        assertThat(back.isHeldBy(middle, 1)).isTrue();
        assertThat(back.isHeldBy(tail, 2)).isFalse();
        assertThat(Holders.of(back)).containsExactly(head, middle);
        var rescued = lease(back, tail, "d");
        assertThat(rescued.isHeldBy(middle, 1)).isFalse();
        assertThat(Holders.of(rescued)).containsExactly(head, tail);
    }

    @Test
    void slots_change_by_the_difference_of_holders() {
        assertThat(Holders.change(List.of(head, middle), List.of(head, tail)))
                .containsOnly(java.util.Map.entry(middle, -1), java.util.Map.entry(tail, 1));
        assertThat(Holders.change(List.of(head), List.of(head))).isEmpty();
    }

    private Microbatch atTail() {
        var m = forward(lease(Microbatch.fresh(7, 9, 0, NOW), head, "a"), head, "a");
        return lease(forward(lease(m, middle, "b"), middle, "b"), tail, "c");
    }

    private Microbatch lease(Microbatch m, Hotkey hotkey, String id) {
        var decision = transitions.lease(m, leaseOf(hotkey, id), NOW);
        assertThat(decision.changed()).isTrue();
        return decision.next();
    }

    private static Lease leaseOf(Hotkey hotkey, String id) {
        return new Lease(id, hotkey, 1, NOW.plus(LEASE));
    }

    private Microbatch forward(Microbatch m, Hotkey sender, String lease) {
        var decision = transitions.forwardDone(m, forwardDone(m.stage(), lease), sender, NOW);
        assertThat(decision.changed()).as(decision.reason()).isTrue();
        return decision.next();
    }

    private Microbatch backward(Microbatch m, Hotkey sender, String lease) {
        var loss = m.stage() == 2 ? Optional.of(2.5f) : Optional.<Float>empty();
        var decision = transitions.backwardDone(
                m, backwardDone(m.stage(), m.direction(), lease, loss, Optional.empty()), sender, NOW);
        assertThat(decision.changed()).as(decision.reason()).isTrue();
        return decision.next();
    }

    private static Event.ForwardDone forwardDone(int stage, String lease) {
        return new Event.ForwardDone("r", 0, 7, stage, lease, 1, HASH, 1);
    }

    private static Event.BackwardDone backwardDone(
            int stage, Direction direction, String lease, Optional<Float> loss, Optional<Double> rescue) {
        return new Event.BackwardDone(
                "r",
                0,
                7,
                stage,
                direction,
                lease,
                1,
                stage == 0 ? Optional.empty() : Optional.of(HASH),
                loss,
                new GradientProbe(List.of(), List.of()),
                rescue,
                1);
    }

    private static Event.Refused refusal(int stage, Direction direction, String lease) {
        return new Event.Refused("r", 0, 7, stage, direction, lease, "because");
    }

    private static Instant late() {
        return NOW.plus(LEASE).plusMillis(1);
    }

    private static void assertPlace(Microbatch m, int stage, Direction direction, State state) {
        assertThat(m.stage()).isEqualTo(stage);
        assertThat(m.direction()).isEqualTo(direction);
        assertThat(m.state()).isEqualTo(state);
    }
}
