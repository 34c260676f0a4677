package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static dev.iota.miner.agent.TestHops.backward;
import static dev.iota.miner.agent.TestHops.forward;
import static dev.iota.miner.agent.TestHops.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.journal.ForgedJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A miner whose process is gone has everything again that it said it has, bit for bit. */
class AgentJournalTest extends MinersTest {
    private static final RunSpec WHOLE = spec(TWO_STAGES.withBlocks(List.of(2)), 3);
    private static final RunSpec HEAD = spec(TWO_STAGES, 3);

    @Test
    void what_a_step_had_accumulated_is_in_it_after_a_crash() throws Exception {
        var fake = crashedAfter(5);
        miners.launch(0);

        assertThat(fake.registrations.getLast().snapshot()).contains(new SnapshotPoint(0, 0, 1, 2));
        whole(fake, 5, 6);

        var step = fake.await(Event.StepDone.class, 2).getLast();
        assertThat(step.registration()).isEqualTo(2);
        assertThat(step.microbatches())
                .extracting(StepEntry::microbatch)
                .containsExactlyElementsOf(withoutACrash(fake, step));
    }

    /** Microbatches of the same step of a miner that does the same and does not crash; its gradient is the same. */
    private List<Long> withoutACrash(FakeRun fake, Event.StepDone after) throws Exception {
        miners.launch(1);
        whole(fake, 0, 6);
        var step = fake.await(Event.StepDone.class, 4).getLast();
        assertThat(step.step()).isEqualTo(after.step());
        assertThat(step.gradientNorm()).isEqualTo(after.gradientNorm());
        assertThat(step.microbatches()).isEqualTo(after.microbatches());
        return step.microbatches().stream().map(StepEntry::microbatch).toList();
    }

    @Test
    void steps_since_the_snapshot_are_taken_again_and_come_to_the_same_weights() throws Exception {
        var fake = crashedAfter(8);
        removeNewestSnapshot();
        miners.launch(0);

        assertThat(fake.registrations.getLast().snapshot()).contains(new SnapshotPoint(0, 0, 2, 2));
        fake.send(forward(fake, 3, "again", 0, true));
        assertThat(fake.await(Event.BackwardDone.class, 9).getLast())
                .as("it remembers what it had answered")
                .satisfies(again -> assertThat(again.lease()).isEqualTo("again"))
                .satisfies(again -> assertThat(again.step()).isEqualTo(2));
        whole(fake, 8, 9);
        miners.launch(1);
        whole(fake, 0, 9);
        var steps = fake.await(Event.StepDone.class, 6);
        var third = steps.stream().filter(step -> step.step() == 3).toList();
        assertThat(third)
                .hasSize(2)
                .extracting(Event.StepDone::gradientNorm)
                .containsOnly(third.getFirst().gradientNorm());
    }

    @Test
    void a_crash_after_a_crash_loses_nothing_either() throws Exception {
        var fake = crashedAfter(4);
        miners.launch(0);
        whole(fake, 4, 5);
        crash(fake);
        miners.launch(0);

        assertThat(fake.registrations.getLast().snapshot()).contains(new SnapshotPoint(0, 0, 1, 2));
        whole(fake, 5, 6);
        assertThat(fake.await(Event.StepDone.class, 2).getLast().microbatches())
                .extracting(StepEntry::microbatch)
                .containsExactly(3L, 4L, 5L);
    }

    @Test
    void gradients_that_came_back_are_kept_and_those_to_come_are_computed_anew() throws Exception {
        var fake = miners.prepare(HEAD, 0);
        miners.launch(0);
        for (var id = 0; id < 3; id++) {
            fake.send(forward(fake, id, "f" + id, 0, false));
        }
        fake.await(Event.ForwardDone.class, 3);
        fake.send(backward(fake, 0, "b0"));
        fake.send(backward(fake, 1, "b1"));
        fake.await(Event.BackwardDone.class, 2);
        crash(fake);
        miners.launch(0);

        assertThat(fake.registrations.getLast().snapshot()).contains(new SnapshotPoint(0, 0, 0, 2));
        fake.send(backward(fake, 2, 2, "rescue", fake.object("out-2-f2")));
        var rescued = fake.await(Event.BackwardDone.class, 3).getLast();
        assertThat(rescued.rescue()).as("with the same weights").contains(0.0);
        // What came back from elsewhere was not admitted: the step waits for a forward of its own.
        fake.send(forward(fake, 3, "f3", 0, false));
        fake.await(Event.ForwardDone.class, 4);
        fake.send(backward(fake, 3, "b3"));
        assertThat(fake.await(Event.StepDone.class, 1).getFirst().microbatches())
                .extracting(StepEntry::microbatch)
                .containsExactly(0L, 1L, 2L, 3L);
        crash(fake);
        removeNewestSnapshot();
        miners.launch(0);
        assertThat(fake.registrations.getLast().snapshot())
                .as("a rescued gradient is computed again as any")
                .contains(new SnapshotPoint(0, 0, 1, 0));
    }

    @Test
    void a_step_that_was_complete_is_taken_at_once() throws Exception {
        var fake = crashedAfter(5);
        removeTheEnd();
        miners.launch(0);

        var taken = fake.await(Event.StepDone.class, 1);
        assertThat(fake.registrations.getLast().snapshot()).contains(new SnapshotPoint(0, 0, 0, 3));
        fake.awaitThat(
                () -> fake.of(Event.StepDone.class).stream().anyMatch(step -> step.registration() == 2),
                "the step of the second process");
        assertThat(fake.of(Event.StepDone.class).getLast().gradientNorm())
                .isEqualTo(taken.getFirst().gradientNorm());
    }

    /** As if it had died after the third gradient. */
    private void removeTheEnd() throws IOException {
        removeNewestSnapshot();
        var file = journal().resolve("000000-00000001");
        var bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        Files.delete(journal().resolve("000000-00000002"));
    }

    @Test
    void who_is_asked_to_upload_meanwhile_has_the_steps_that_it_came_to_in_a_few_seconds() throws Exception {
        crashedAfter(8);
        removeNewestSnapshot();

        try (var replayed = new Replayed(WHOLE, home.resolve("miner-0/test"))) {
            var early = replayed.replay(1, Duration.ofSeconds(11));
            assertThat(early.progress().step())
                    .as("in the middle of the second step")
                    .isEqualTo(1);
            assertThat(early.open()).isEmpty();
            assertThat(replayed.accumulated()).isEmpty();
        }
        try (var replayed = new Replayed(WHOLE, home.resolve("miner-0/test"))) {
            var late = replayed.replay(3, Duration.ofSeconds(11));
            assertThat(late.progress().step()).isEqualTo(2);
            assertThat(late.open()).isEmpty();
            assertThat(replayed.accumulated()).isEmpty();
        }
        try (var replayed = new Replayed(WHOLE, home.resolve("miner-0/test"))) {
            var whole = replayed.replay(1, Duration.ofMillis(100));
            assertThat(whole.progress().step()).isEqualTo(2);
            assertThat(whole.open()).extracting(StepEntry::microbatch).containsExactly(6L, 7L);
            assertThat(replayed.accumulated()).containsExactly(6L, 7L);
        }
    }

    @Test
    void a_journal_that_comes_to_something_else_is_not_believed() throws Exception {
        var fake = crashedAfter(4);
        ForgedJournal.changeInputs(journal().resolve("000000-00000002"));
        miners.launch(0, true);

        assertThatThrownBy(() -> miners.ending().get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("microbatch 3 is another one now; start again to go on from that step");
        miners.launch(0);
        assertThat(fake.registrations.getLast().snapshot()).contains(new SnapshotPoint(0, 0, 1, 0));
    }

    @Test
    void a_journal_that_two_processes_wrote_ends_the_miner_once_and_no_more() throws Exception {
        var fake = crashedAfter(4);
        ForgedJournal.repeat(journal().resolve("000000-00000002"));
        miners.launch(0, true);

        assertThatThrownBy(() -> miners.ending().get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("the gradient of microbatch 3 twice; start again to go on from that step");
        miners.launch(0);
        assertThat(fake.registrations.getLast().snapshot()).contains(new SnapshotPoint(0, 0, 1, 0));
    }

    /** A miner of the whole model that has computed so many microbatches, in steps of three. */
    private FakeRun crashedAfter(int microbatches) throws Exception {
        var fake = miners.prepare(WHOLE, 0);
        miners.launch(0);
        whole(fake, 0, microbatches);
        crash(fake);
        return fake;
    }

    private static void whole(FakeRun fake, int from, int to) throws Exception {
        var before = fake.of(Event.BackwardDone.class).size();
        for (var id = from; id < to; id++) {
            fake.send(forward(fake, id, "l" + id, 0, true));
            fake.await(Event.BackwardDone.class, before + id - from + 1);
        }
    }

    /** Ends the miner without a snapshot, as soon as it has said what it has to say. */
    private void crash(FakeRun fake) throws Exception {
        var renewing = fake.renewing;
        fake.renewing = request -> FakeRun.refusal(409, "the test takes its place");
        miners.ending().handle((reason, error) -> reason).get(60, TimeUnit.SECONDS);
        fake.renewing = renewing;
        fake.registering = request -> fake.registered(request.snapshot().isPresent());
    }

    private Path journal() {
        return home.resolve("miner-0/test/stage-0/journal");
    }

    private void removeNewestSnapshot() throws IOException {
        try (var all = Files.list(home.resolve("miner-0/test/stage-0"))) {
            var snapshots = all.filter(path -> path.getFileName().toString().startsWith("snapshot"))
                    .sorted()
                    .toList();
            assertThat(snapshots).hasSize(2);
            EpochFolders.remove(snapshots.getLast());
        }
    }
}
