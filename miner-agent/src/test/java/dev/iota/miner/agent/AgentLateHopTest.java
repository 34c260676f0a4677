package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static dev.iota.miner.agent.TestHops.backward;
import static dev.iota.miner.agent.TestHops.forward;
import static dev.iota.miner.agent.TestHops.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.LeaseSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Hops that are done long after they were handed out. */
class AgentLateHopTest extends MinersTest {
    /** The orchestrator extends a lease without telling the miner, which was handed the hop with the shortest. */
    @Test
    void a_forward_that_waits_for_its_step_is_computed_although_its_lease_ended_at_first() throws Exception {
        var spec = spec(TWO_STAGES, 1);
        var fake = miners.start(spec.withLeases(withoutMargin(spec.leases())), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        var until = Instant.now().plusSeconds(1);
        fake.send(until(until, forward(fake, 1, "f1", 0, false)));
        fake.awaitRenewal(request ->
                Instant.now().isAfter(until) && request.held().stream().anyMatch(held -> held.microbatch() == 1));

        fake.send(backward(fake, 0, "b0"));

        assertThat(fake.await(Event.ForwardDone.class, 2).getLast().lease()).isEqualTo("f1");
    }

    private static LeaseSpec withoutMargin(LeaseSpec leases) {
        return new LeaseSpec(
                leases.shortest(),
                leases.longest(),
                leases.patience(),
                Duration.ZERO,
                leases.heartbeat(),
                leases.missedHeartbeats(),
                leases.lapses(),
                leases.slowestRate());
    }

    private static Work until(Instant until, Work.Forward work) {
        return new Work.Forward(
                work.run(),
                work.epoch(),
                work.microbatch(),
                work.stage(),
                work.lease(),
                until,
                Instant.EPOCH,
                work.tokens(),
                work.input(),
                work.output(),
                work.probe());
    }
}
