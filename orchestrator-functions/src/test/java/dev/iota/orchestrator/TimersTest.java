package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import dev.iota.core.base.Json;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class TimersTest {
    private final List<LeaseTimer> armed = new ArrayList<>();
    private final TestRun run = TestRun.of(1, 1, this::around);
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
    void the_only_timer_of_a_microbatch_is_followed_by_one_for_whichever_lease_is_in_force() {
        var first = armed();
        assertThat(first).containsExactly(leaseTimer());
        run.deliver(slow.answer(slow.receive().getFirst()));
        assertThat(armed()).as("the first one looks in time").isEmpty();

        run.ring(first.getFirst());

        assertThat(armed()).containsExactly(leaseTimer());
    }

    @Test
    void a_lease_that_follows_on_one_that_ran_out_has_a_timer_of_its_own() {
        var first = armed();
        run.clock().pass(Duration.ofMinutes(1));
        slow.renew(1);

        run.ring(first.getFirst());

        assertThat(armed()).containsExactly(leaseTimer()).doesNotContainAnyElementsOf(first);
    }

    /** Timers that were sent since this was asked last, however late they come. */
    private List<LeaseTimer> armed() {
        var since = List.copyOf(armed);
        armed.clear();
        return since;
    }

    private AwsClients around(AwsClients awsClients) {
        return Intercept.queues(awsClients, this::send);
    }

    private @Nullable Object send(String method, Object request, Intercept.Call real) throws Throwable {
        if (request instanceof SendMessageRequest message && message.delaySeconds() != null) {
            armed.add(Json.read(message.messageBody(), LeaseTimer.class));
        }
        return real.make();
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
