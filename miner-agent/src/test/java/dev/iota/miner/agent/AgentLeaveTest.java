package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestEpochs.train;
import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.routing.Candidate;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Work;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Miners that leave before their epoch is over, against queues, objects and an API over HTTP. */
class AgentLeaveTest extends MinersTest {
    private static final RunSpec DILOCO = TestEpochs.spec(Mode.DILOCO, new Float32Codec(), true);

    @Test
    void who_leaves_says_so_uploads_its_steps_and_ends() throws Exception {
        var fake = trained(DILOCO);

        leave();

        assertThat(ending()).isEqualTo("it leaves, and what it trained in epoch 0 is handed in");
        assertThat(fake.await(Event.UploadStored.class, 1)).hasSize(1);
        assertThat(manifest(fake).steps()).singleElement().satisfies(step -> assertThat(step.microbatches())
                .containsExactly(0L));
        assertThat(fake.await(Event.StepDone.class, 1)).hasSize(1);
        assertThat(fake.renewals.getLast().slots()).isEqualTo(Candidate.LEAVING);
    }

    @Test
    void what_comes_back_while_it_leaves_is_in_the_upload() throws Exception {
        var fake = awaiting();

        leave();
        fake.awaitRenewal(request -> request.slots() == Candidate.LEAVING);
        assertThat(miners.ending()).isNotDone();
        fake.send(TestHops.backward(fake, 0, "b0"));

        assertThat(ending()).contains("is handed in");
        assertThat(manifest(fake).steps()).singleElement().satisfies(step -> assertThat(step.microbatches())
                .containsExactly(0L));
    }

    @Test
    void what_will_not_come_back_is_not_waited_for() throws Exception {
        var fake = awaiting();

        leave();
        fake.renewing = request -> new RenewResponse(request.awaiting(), List.of(), Optional.empty(), List.of());

        assertThat(ending()).isEqualTo("it leaves, with nothing to hand in for epoch 0");
        assertThat(fake.announced).isEmpty();
    }

    @Test
    void who_comes_back_in_the_same_epoch_goes_on_and_hands_in_all_of_it() throws Exception {
        var fake = trained(DILOCO);
        var initial = FakeCheckpoints.initial(fake, DILOCO);
        leave();
        assertThat(ending()).contains("is handed in");
        fake.registering = request -> fake.registered(request.snapshot().isPresent());

        miners.launch(0);
        train(fake, fake.miners(), 0, 7);
        var round = new FakeRound(fake, DILOCO, initial, fake.miners());
        fake.send(round.collecting());

        fake.await(Event.UploadStored.class, 2);
        assertThat(fake.announced.stream().map(UploadRequest::manifest).distinct())
                .hasSize(2);
        var second = home.resolve("miner-0/test/epochs/0/stage-0/upload/manifest.json");
        assertThat(Manifest.read(Files.readString(second)).steps()).hasSize(2);
    }

    @Test
    void who_has_trained_nothing_ends_at_once() throws Exception {
        var fake = miners.prepareRenewing(DILOCO);
        FakeCheckpoints.initial(fake, DILOCO);
        miners.launch(0);

        leave();

        assertThat(ending()).isEqualTo("it leaves, with nothing to hand in for epoch 0");
    }

    @Test
    void an_upload_that_is_not_taken_is_no_good_end() throws Exception {
        var fake = trained(DILOCO);
        fake.refusesUploads = Optional.of(FakeRun.refusal(409, "stage 0 does not collect uploads of epoch 0"));

        leave();

        assertThatThrownBy(this::ending)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is not handed in: stage 0 does not collect uploads of epoch 0; it counts if the"
                        + " miner is started again");
    }

    @Test
    void a_gradient_of_an_epoch_is_not_handed_in_before_the_epoch_is_over() throws Exception {
        var fake = trained(TestEpochs.spec(Mode.SYNC, new Float32Codec(), true));

        leave();

        assertThatThrownBy(this::ending).hasMessageContaining("a gradient is handed in at the end of its epoch");
        assertThat(fake.announced).isEmpty();
    }

    @Test
    void who_is_told_to_end_while_it_leaves_ends_at_once() throws Exception {
        var fake = awaiting();
        leave();
        fake.awaitRenewal(request -> request.slots() == Candidate.LEAVING);

        miners.running().getLast().agent().stop("told again");

        assertThat(ending()).isEqualTo("told again");
    }

    @Test
    void who_is_told_to_move_while_it_leaves_does_not_go_on_at_another_stage() throws Exception {
        var fake = awaiting();
        leave();
        fake.awaitRenewal(request -> request.slots() == Candidate.LEAVING);

        fake.send(new Work.Move("test", 1, 0));

        assertThat(ending()).contains("is worked at another stage");
        assertThat(fake.registrations).hasSize(1);
    }

    /** A miner with a step of one microbatch. */
    private FakeRun trained(RunSpec spec) throws Exception {
        var fake = miners.prepareRenewing(spec);
        FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        train(fake, fake.miners(), 0, 0);
        return fake;
    }

    /** A miner of the head that waits for the gradient of a microbatch. */
    private FakeRun awaiting() throws Exception {
        var fake = miners.prepareRenewing(TestHops.spec(TWO_STAGES, 2));
        miners.launch(0);
        fake.send(TestHops.forward(fake, 0, "f0", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        return fake;
    }

    private void leave() {
        miners.running().getLast().agent().leave();
    }

    private String ending() throws Exception {
        return miners.ending().get(60, TimeUnit.SECONDS);
    }

    private static Manifest manifest(FakeRun fake) {
        var key = FakeRun.manifestKey(0, fake.miners().getFirst());
        return Manifest.read(new String(fake.object(key), StandardCharsets.UTF_8));
    }
}
