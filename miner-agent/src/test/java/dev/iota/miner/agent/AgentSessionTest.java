package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static dev.iota.miner.agent.TestHops.forward;
import static dev.iota.miner.agent.TestHops.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Event;
import dev.iota.miner.agent.view.HopReceipt;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The session of a miner: registrations, heartbeats, restarts, and how it ends. */
class AgentSessionTest extends MinersTest {
    @Test
    void a_restarted_miner_goes_on_from_its_snapshot_and_remembers_what_it_applied() throws Exception {
        var spec = spec(TWO_STAGES.withBlocks(List.of(2)), 2);
        var fake = miners.start(spec, 0);
        fake.send(forward(fake, 0, "l0", 0, true));
        fake.send(forward(fake, 1, "l1", 0, true));
        fake.await(Event.StepDone.class, 1);
        miners.running().getLast().agent().stop("restart");
        miners.ending().get(60, TimeUnit.SECONDS);
        assertThat(fake.registrations.getFirst().session()).isEmpty();

        fake.registering = request -> fake.registered(request.snapshot().isPresent());
        miners.launch(0, true);
        fake.awaitThat(() -> fake.registrations.size() == 2, "the second registration");
        assertThat(fake.registrations.getLast().session()).contains("secret");
        assertThat(fake.registrations.getLast().snapshot()).contains(SnapshotPoint.after(0, 0, 1));
        fake.send(forward(fake, 0, "l0 again", 0, true));
        var again = fake.await(Event.BackwardDone.class, 3).getLast();
        assertThat(again.lease()).isEqualTo("l0 again");
        assertThat(again.step()).isEqualTo(1);
        fake.send(forward(fake, 2, "l2", 0, true));
        assertThat(fake.await(Event.BackwardDone.class, 4).getLast().step()).isEqualTo(2);
    }

    @Tag("security")
    @Test
    void a_miner_does_not_go_on_in_a_run_whose_data_are_others_than_before() throws Exception {
        var spec = spec(TWO_STAGES, 2);
        var fake = miners.start(spec, 0);
        fake.awaitRenewal(request -> true);
        miners.running().getLast().agent().stop("restart");
        miners.ending().get(60, TimeUnit.SECONDS);
        Files.writeString(home.resolve("miner-0/test/data.sha256"), Sha256.hex("what they were") + "\n");
        miners.launch(0, true);
        assertThatThrownBy(() -> miners.ending().get(60, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(AgentException.class)
                .rootCause()
                .hasMessageContainingAll(
                        Sha256.hex("what they were") + " before", spec.data().orElseThrow() + " now");
    }

    @Test
    void steps_that_are_not_on_record_are_sent_again() throws Exception {
        var fake = miners.start(spec(TWO_STAGES.withBlocks(List.of(2)), 1), 0);
        fake.renewing = request -> new RenewResponse(List.of(), List.of(), Optional.empty(), List.of());
        fake.send(forward(fake, 0, "l0", 0, true));
        var both = fake.await(Event.StepDone.class, 2);
        assertThat(both.getFirst()).isEqualTo(both.getLast());
    }

    @Test
    void heartbeats_announce_slots_and_work_that_is_held() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        fake.awaitRenewal(request -> request.slots() == 4);
        for (var id = 0; id < 3; id++) {
            fake.send(forward(fake, id, "f" + id, 0, false));
        }
        fake.awaitRenewal(
                request -> request.held().size() == 1 && request.awaiting().size() == 2);
        assertThat(fake.renewals)
                .allSatisfy(request -> assertThat(request.session()).isEqualTo("secret"));
    }

    @Test
    void a_miner_says_what_it_did_and_what_it_waits_for() throws Exception {
        var fake = miners.start(spec(TWO_STAGES.withBlocks(List.of(2)), 2), 0);
        fake.send(forward(fake, 0, "l0", 0, true));
        fake.send(forward(fake, 1, "l1", 0, true));
        fake.await(Event.StepDone.class, 1);
        var agent = miners.running().getLast().agent();
        fake.awaitThat(() -> agent.health().waitsFor().isPresent(), "rest");

        var health = agent.health();
        assertThat(health.run()).isEqualTo("test");
        assertThat(health.stages()).isEqualTo(1);
        assertThat(health.epoch()).isZero();
        assertThat(health.steps().taken()).isEqualTo(1);
        assertThat(health.queue().slots()).isPositive();
        assertThat(health.speed().orElseThrow().gigaflops()).isPositive();
        assertThat(health.waitsFor().orElseThrow().reason()).isEqualTo("work: no microbatch is at its stage");
        assertThat(health.receipts())
                .extracting(HopReceipt::microbatch)
                .as("inputs may come in any order")
                .containsExactlyInAnyOrder(0L, 1L);
        assertThat(health.receipts().getFirst().lossNats()).isPresent();
    }

    @Test
    void a_miner_that_is_told_to_come_back_later_says_until_when() throws Exception {
        var fake = miners.prepare(spec(TWO_STAGES, 2), 0);
        var later = new ErrorResponse("two leases ran out", Optional.of(600L), Optional.empty());
        fake.registering = request -> new FakeRun.Refusal(403, later);
        var agent = miners.launch(0, true).agent();
        fake.awaitThat(
                () -> agent.health()
                        .waitsFor()
                        .filter(wait -> wait.secondsLeft().isPresent())
                        .isPresent(),
                "a refusal");
        var waiting = agent.health().waitsFor().orElseThrow();
        assertThat(waiting.reason()).isEqualTo("this miner has no place in the run now: two leases ran out");
        assertThat(waiting.secondsLeft().orElseThrow()).isBetween(500L, 600L);
    }

    @Test
    void a_miner_whose_session_is_anothers_ends_and_says_so() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        fake.renewing = request -> FakeRun.refusal(409, "registered again");
        assertThatThrownBy(() -> miners.ending().get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("registered again");
    }

    @Test
    void an_impatient_miner_says_how_long_the_living_session_may_last() throws Exception {
        var fake = miners.prepare(spec(TWO_STAGES, 2), 0);
        fake.registering = request -> new FakeRun.Refusal(
                409, new ErrorResponse("the session on record is alive", Optional.of(17L), Optional.empty()));
        miners.launch(0, false);
        assertThatThrownBy(() -> miners.ending().get(60, TimeUnit.SECONDS)).hasMessageContaining("17 s");
    }

    @Test
    void a_miner_that_is_told_to_come_back_later_does() throws Exception {
        var fake = miners.prepare(spec(TWO_STAGES, 2), 0);
        var later = new ErrorResponse("later", Optional.of(1L), Optional.empty());
        fake.registering = request -> switch (fake.registrations.size()) {
            case 1 -> new FakeRun.Refusal(429, later);
            case 2 -> new FakeRun.Refusal(403, later);
            default -> fake.registered(false);
        };
        miners.launch(0, true);

        fake.awaitRenewal(request -> request.slots() > 0);
        assertThat(fake.registrations).hasSize(3);
    }

    @Test
    void a_miner_that_is_not_wanted_ends_and_says_so() throws Exception {
        var fake = miners.prepare(spec(TWO_STAGES, 2), 0);
        fake.registering = request -> FakeRun.refusal(403, "this run lets in those on its list");
        miners.launch(0, true);
        assertThatThrownBy(() -> miners.ending().get(60, TimeUnit.SECONDS)).hasMessageContaining("on its list");
    }

    @Test
    void a_wrong_clock_is_told() throws Exception {
        var fake = miners.prepare(spec(TWO_STAGES, 2), 0);
        fake.registering =
                request -> new FakeRun.Refusal(401, new ErrorResponse("clock", Optional.empty(), Optional.of(0L)));
        miners.launch(0, true);
        assertThatThrownBy(() -> miners.ending().get(60, TimeUnit.SECONDS)).hasMessageContaining("1970-01-01");
    }
}
