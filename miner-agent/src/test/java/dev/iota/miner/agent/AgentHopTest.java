package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestHops.BOUNDARY;
import static dev.iota.miner.agent.TestHops.TOKENS;
import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static dev.iota.miner.agent.TestHops.backward;
import static dev.iota.miner.agent.TestHops.bytes;
import static dev.iota.miner.agent.TestHops.forward;
import static dev.iota.miner.agent.TestHops.spec;
import static dev.iota.miner.agent.TestRuns.LATER;
import static dev.iota.miner.agent.TestRuns.engine;
import static dev.iota.miner.agent.TestRuns.weights;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.RenewResponse;
import dev.iota.core.base.Sha256;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.Precision;
import dev.iota.core.wire.StepEntry;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.Work;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Hops that a miner computes: what it answers, and which of them a step holds. */
class AgentHopTest extends MinersTest {
    @Test
    void a_one_stage_run_trains_uploads_and_ends_like_the_engine_alone() throws Exception {
        var spec = spec(TWO_STAGES.withBlocks(List.of(2)), 2);
        var fake = miners.start(spec, 0);
        for (var id = 0; id < 4; id++) {
            fake.send(forward(fake, id, "lease-" + id, 0, true));
        }
        var done = fake.await(Event.BackwardDone.class, 4);
        assertThat(done).allSatisfy(event -> {
            assertThat(event.direction()).isEqualTo(Direction.FORWARD);
            assertThat(event.sha256()).isEmpty();
            assertThat(event.audit().values()).hasSize(256);
        });
        var steps = fake.await(Event.StepDone.class, 2);
        var order = steps.stream()
                .sorted(Comparator.comparingInt(Event.StepDone::step))
                .flatMap(step -> step.microbatches().stream())
                .map(StepEntry::microbatch)
                .toList();
        assertThat(order).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);

        try (var engine = engine(spec)) {
            var losses = new java.util.HashMap<Long, Float>();
            for (var i = 0; i < order.size(); i++) {
                var tokens = TOKENS.tokens(order.get(i));
                losses.put(
                        order.get(i),
                        engine.tail(order.get(i), tokens.inputs(), tokens.targets(), 5)
                                .loss());
                if (i % 2 == 1) {
                    engine.step(spec.training().learningRate(0, i / 2));
                }
            }
            assertThat(done).allSatisfy(event -> assertThat(event.loss()).contains(losses.get(event.microbatch())));
            assertThat(uploaded(fake)).isEqualTo(weights(engine));
        }
        fake.send(new Work.Stop("test", 0, "enough"));
        assertThat(miners.ending().get(60, TimeUnit.SECONDS)).contains("enough");
    }

    @Test
    void no_forward_of_the_next_step_starts_before_this_one_is_done() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        for (var id = 0; id < 3; id++) {
            fake.send(forward(fake, id, "f" + id, 0, false));
        }
        var forwards = fake.await(Event.ForwardDone.class, 2);
        var waiting = List.of(0L, 1L, 2L).stream()
                .filter(id -> forwards.stream().noneMatch(event -> event.microbatch() == id))
                .findFirst()
                .orElseThrow();
        forwards.forEach(event -> fake.send(backward(fake, event.microbatch(), "b" + event.microbatch())));
        fake.await(Event.StepDone.class, 1);
        assertThat(fake.await(Event.ForwardDone.class, 3).getLast())
                .satisfies(event -> assertThat(event.microbatch()).isEqualTo(waiting))
                .satisfies(event -> assertThat(event.step()).isEqualTo(2));
    }

    @Test
    void a_step_whose_sum_is_not_finite_is_given_up_and_its_microbatches_start_again() throws Exception {
        var spec = spec(TWO_STAGES, 2);
        var fake = miners.start(spec, 0);
        fake.send(forward(fake, 0, "f0", 0, false, "test", fake.source("tokens", TOKENS.record(0))));
        fake.send(forward(fake, 1, "f1", 0, false, "test", fake.source("tokens", TOKENS.record(0))));
        fake.await(Event.ForwardDone.class, 2);
        var steep = steepest(spec);
        var none = new byte[0];
        fake.send(backward(fake, 0, 0, "b0", none, () -> steep));
        fake.send(backward(fake, 1, 0, "b1", none, () -> steep));
        fake.await(Event.BackwardDone.class, 2);

        fake.send(forward(fake, 0, "again-f0", 0, false));
        fake.send(forward(fake, 1, "again-f1", 0, false));
        fake.await(Event.ForwardDone.class, 4);
        fake.send(backward(fake, 0, "again-b0"));
        fake.send(backward(fake, 1, "again-b1"));

        var step = fake.await(Event.StepDone.class, 1).getFirst();
        assertThat(step.step()).isEqualTo(1);
        assertThat(step.microbatches()).extracting(StepEntry::microbatch).containsExactlyInAnyOrder(0L, 1L);
        assertThat(fake.await(Event.BackwardDone.class, 4))
                .allSatisfy(event -> assertThat(event.step()).isEqualTo(1));
    }

    /** The largest output gradient, all of one value, whose weight gradient is finite and whose double is not. */
    private static float steepest(RunSpec spec) {
        try (var engine = engine(spec)) {
            engine.forward(0, TOKENS.tokens(0).inputs());
            var ones = ByteBuffer.allocate(BOUNDARY * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (ones.hasRemaining()) {
                ones.putFloat(1);
            }
            var norms = engine.backward(0, ones.array(), 5).audit().norms();
            var largest = 0f;
            for (var norm : norms) {
                largest = Math.max(largest, norm);
            }
            return 0.9f * (float) Math.sqrt(Float.MAX_VALUE) / largest;
        }
    }

    @Test
    void what_is_read_and_stored_is_said_to_be_as_large_as_it_is() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 1), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        var forward = fake.await(Event.ForwardDone.class, 1).getFirst();
        fake.send(backward(fake, 0, "b0"));
        var backward = fake.await(Event.BackwardDone.class, 1).getFirst();

        assertThat(forward.magnitudes())
                .isEqualTo(new Magnitudes(Optional.empty(), Optional.of(magnitude(fake.object("out-0-f0")))));
        assertThat(backward.magnitudes())
                .isEqualTo(new Magnitudes(Optional.of(magnitude(fake.object("gradient-0"))), Optional.empty()));
        assertThat(forward.magnitudes().stored().orElseThrow().rms()).isPositive();
    }

    private static Magnitude magnitude(byte[] container) {
        var payload = TensorFormat.payload(container, Precision.FLOAT32, 2, 8, 4);
        var bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return Magnitude.of(bytes, Precision.FLOAT32);
    }

    @Test
    void a_repeated_backward_is_answered_again_and_not_accumulated_again() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        fake.send(forward(fake, 1, "f1", 0, false));
        fake.await(Event.ForwardDone.class, 2);
        fake.send(backward(fake, 0, "b0"));
        fake.await(Event.BackwardDone.class, 1);
        fake.send(backward(fake, 0, "again"));
        var both = fake.await(Event.BackwardDone.class, 2);
        assertThat(both).extracting(Event.BackwardDone::lease).containsExactlyInAnyOrder("b0", "again");
        assertThat(both.getFirst().audit()).isEqualTo(both.getLast().audit());
        fake.send(backward(fake, 1, "b1"));
        assertThat(fake.await(Event.StepDone.class, 1).getFirst().microbatches())
                .extracting(StepEntry::microbatch)
                .containsExactly(0L, 1L);
    }

    @Test
    void a_repeated_forward_is_computed_again_under_the_new_lease() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "one", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        fake.send(forward(fake, 0, "two", 0, false));
        var both = fake.await(Event.ForwardDone.class, 2);
        assertThat(both.getLast().lease()).isEqualTo("two");
        assertThat(both.getLast().sha256()).isEqualTo(both.getFirst().sha256());
        assertThat(fake.object("out-0-two")).isEqualTo(fake.object("out-0-one"));
    }

    @Test
    void a_step_goes_on_without_what_the_orchestrator_took_back() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        fake.send(forward(fake, 1, "f1", 0, false));
        fake.await(Event.ForwardDone.class, 2);
        fake.send(backward(fake, 1, "b1"));
        fake.await(Event.BackwardDone.class, 1);
        fake.renewing =
                request -> new RenewResponse(request.awaiting(), request.unconfirmed(), Optional.empty(), List.of());
        assertThat(fake.await(Event.StepDone.class, 1).getFirst().microbatches())
                .extracting(StepEntry::microbatch)
                .containsExactly(1L);
    }

    @Test
    void a_backward_without_its_forward_is_rescued_and_says_how_far_off_it_is() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        fake.send(forward(fake, 0, "f0", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        fake.send(forward(fake, 1, "f1", 0, false));
        fake.await(Event.ForwardDone.class, 2);
        fake.send(backward(fake, 0, "b0"));
        fake.send(backward(fake, 1, "b1"));
        fake.await(Event.BackwardDone.class, 2);
        fake.await(Event.StepDone.class, 1);
        // Microbatch 9 has the tokens of 0, whose stored output is of the weights before the step.
        fake.send(backward(fake, 9, 0, "rescue", fake.object("out-0-f0")));
        assertThat(fake.await(Event.BackwardDone.class, 3).getLast().rescue())
                .hasValueSatisfying(
                        difference -> assertThat(difference).isPositive().isLessThan(0.5));
        var far = TensorFormat.allocate(Precision.FLOAT32, 2, 8, 4);
        while (far.hasRemaining()) {
            far.putFloat(50);
        }
        fake.send(backward(fake, 10, 0, "far", bytes(far)));
        assertThat(fake.await(Event.Refused.class, 1).getFirst())
                .satisfies(event -> assertThat(event.microbatch()).isEqualTo(10))
                .satisfies(event -> assertThat(event.reason()).contains("differs"));
    }

    /** What the only miner uploads when it is told to. */
    private static byte[] uploaded(FakeRun fake) {
        var hotkey = fake.miners().getFirst();
        fake.send(new Work.Collect("test", 0, 0, LATER));
        var event = fake.await(Event.UploadStored.class, 1).getFirst();
        var text = fake.object(FakeRun.manifestKey(0, hotkey));
        assertThat(event.manifest()).isEqualTo(Sha256.hex(text));
        assertThat(Manifest.read(new String(text, StandardCharsets.UTF_8)).steps())
                .hasSize(2);
        return fake.object(FakeRun.uploadKey(0, hotkey, 0));
    }
}
