package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.wire.Work;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final TestRun run = TestRun.of(1);
    private final TestMiner slow = run.miner(1);
    private final TestMiner middle = run.miner(1);
    private final TestMiner tail = run.miner(1);

    @Test
    void a_timer_that_comes_too_early_does_nothing() {
        var before = run.microbatch(0);

        run.ring(leaseTimer());

        assertThat(run.microbatch(0)).isEqualTo(before);
    }

    @Test
    void a_timer_of_an_answered_lease_does_nothing() {
        var leaseTimer = leaseTimer();
        run.deliver(slow.answer(slow.receive().getFirst()));
        var before = run.microbatch(0);
        run.clock().pass(Duration.ofHours(1));

        run.ring(leaseTimer);

        assertThat(run.microbatch(0)).isEqualTo(before);
    }

    @Test
    void a_timer_of_a_transition_that_never_happened_does_nothing() {
        assertThat(run.ring("{\"microbatch\":4711,\"lease\":\"x\"}").getBatchItemFailures())
                .isEmpty();
        assertThat(run.ring("nonsense").getBatchItemFailures()).isEmpty();
    }

    @Tag("security")
    @Test
    void a_forward_whose_lease_ran_out_goes_to_another_miner() {
        var other = run.miner(1);
        assertThat(other.stage()).isZero();
        var leaseTimer = leaseTimer();
        run.clock().pass(Duration.ofMinutes(1));

        run.ring(leaseTimer);
        run.ring(leaseTimer);

        assertThat(run.microbatch(0).lease().orElseThrow().hotkey()).isEqualTo(other.hotkey());
        assertThat(other.receive()).hasSize(1);
        assertThat(run.status().now().redispatched()).isEqualTo(1);
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void the_only_miner_of_a_stage_gets_its_hop_again() {
        var leaseTimer = leaseTimer();
        run.clock().pass(Duration.ofMinutes(1));
        slow.renew(1);

        run.ring(leaseTimer);

        assertThat(run.microbatch(0).lease().orElseThrow().hotkey()).isEqualTo(slow.hotkey());
        assertThat(run.miscounted()).isEmpty();
    }

    @Tag("security")
    @Test
    void a_miner_whose_leases_run_out_in_a_row_is_given_no_more() {
        letLeasesRunOut();

        assertThat(run.record(slow).active()).isFalse();
        assertThat(run.microbatch(0).state()).isEqualTo(State.WAITING);
    }

    private void letLeasesRunOut() {
        for (var i = 0; i < LeaseSpec.DEFAULT.lapses(); i++) {
            assertThat(run.record(slow).active()).isTrue();
            run.clock().pass(Duration.ofMinutes(1));
            slow.renew(1);
            run.ring(leaseTimer());
        }
    }

    @Test
    void an_accepted_event_makes_it_active_again() {
        letLeasesRunOut();

        run.deliver(slow.answer(slow.receive().getLast()));

        assertThat(run.record(slow).active()).isTrue();
        assertThat(run.record(slow).lapses()).isZero();
    }

    @Test
    void a_backward_goes_back_to_its_owner_and_is_rescued_when_that_one_is_gone() {
        var other = run.miner(1);
        run.deliver(slow.answer(slow.receive().getFirst()));
        run.deliver(middle.answer(middle.receive().getFirst()));
        run.deliver(tail.answer(tail.receive().getFirst()));
        run.deliver(middle.answer(middle.receive().getFirst()));
        assertThat(run.microbatch(0).lease().orElseThrow().hotkey()).isEqualTo(slow.hotkey());
        var leaseTimer = leaseTimer();
        run.clock().pass(Duration.ofMinutes(1));

        run.ring(leaseTimer);

        assertThat(run.record(slow).active()).isFalse();
        assertThat(run.microbatch(0).lease().orElseThrow().hotkey()).isEqualTo(other.hotkey());
        assertThat(other.receive()).singleElement().isInstanceOf(Work.Backward.class);
        assertThat(run.miscounted()).isEmpty();
    }

    private LeaseTimer leaseTimer() {
        return new LeaseTimer(0, run.microbatch(0).lease().orElseThrow().id());
    }
}
