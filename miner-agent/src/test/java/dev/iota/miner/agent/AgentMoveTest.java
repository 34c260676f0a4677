package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestHops.BOUNDARY;
import static dev.iota.miner.agent.TestHops.TOKENS;
import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static dev.iota.miner.agent.TestHops.bytes;
import static dev.iota.miner.agent.TestHops.forward;
import static dev.iota.miner.agent.TestHops.spec;
import static dev.iota.miner.agent.TestRuns.LATER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.Event;
import dev.iota.core.wire.Precision;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A reference miner that is told to move: it registers again, in the same process, and works at another stage. */
class AgentMoveTest extends MinersTest {
    @Test
    void a_miner_that_moves_registers_with_its_session_and_works_at_the_stage_that_it_is_given() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        fake.registering = request -> fake.registered(false, 1);

        fake.send(new Work.Move("test", 1, 0));
        fake.awaitThat(() -> fake.registrations.size() == 2, "a second registration");
        assertThat(fake.registrations.getLast().session()).contains("secret");
        fake.send(atTheTail(fake));

        var done = fake.await(Event.BackwardDone.class, 1).getFirst();
        assertThat(done.stage()).isEqualTo(1);
        assertThat(done.loss()).isPresent();
        var agent = miners.running().getFirst().agent();
        assertThat(agent.status().stage()).isEqualTo(1);
        assertThat(miners.ending()).isNotDone();
        fake.send(new Work.Stop("test", 0, "enough"));
        assertThat(miners.ending().get(60, TimeUnit.SECONDS)).contains("enough");
    }

    @Test
    void an_order_to_leave_another_stage_or_for_an_epoch_that_it_is_in_is_dropped() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        fake.send(new Work.Move("test", 1, 1));
        fake.send(new Work.Move("test", 0, 0));
        fake.send(forward(fake, 0, "f0", 0, false));

        fake.await(Event.ForwardDone.class, 1);
        assertThat(fake.registrations).hasSize(1);
    }

    private static Work.Forward atTheTail(FakeRun fake) throws IOException {
        var input = TensorFormat.allocate(Precision.FLOAT32, 2, 8, 4);
        while (input.hasRemaining()) {
            input.putFloat(0.1f);
        }
        return new Work.Forward(
                "test",
                0,
                1,
                1,
                "tail",
                LATER,
                Instant.EPOCH,
                Optional.of(fake.source("tokens-1", TOKENS.record(1))),
                Optional.of(fake.source("input-1", bytes(input))),
                Optional.of(fake.sink("gradient-1", TensorFormat.HEADER + 4L * BOUNDARY)),
                5);
    }
}
