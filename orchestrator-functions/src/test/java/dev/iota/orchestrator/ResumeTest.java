package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.microbatch.Microbatch.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of the work of the process before, when a miner registers again. */
class ResumeTest {
    private final TestRun run = TestRun.of(100);

    @Test
    void leases_of_the_process_before_are_taken_back() {
        var miner = run.miner(2);
        assertThat(run.microbatch(1).state()).isEqualTo(State.LEASED);

        miner.register(Optional.empty());

        assertThat(run.microbatch(0).state()).isEqualTo(State.WAITING);
        assertThat(run.microbatch(1).state()).isEqualTo(State.WAITING);
        assertThat(run.record(miner).inFlight()).isZero();
        miner.renew(2);
        assertThat(miner.receive()).hasSize(2);
    }

    @Test
    void nothing_is_lost_that_the_snapshot_holds() {
        var scene = TakeoverScene.of(run);

        scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 2)));

        assertThat(scene.redone()).isEmpty();
        assertThat(scene.discarded()).isEmpty();
    }

    @Test
    void what_no_surviving_step_holds_is_given_back_once() {
        var scene = TakeoverScene.of(run);

        scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 1)));
        scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 1)));

        assertThat(scene.redone()).containsExactlyInAnyOrderElementsOf(scene.inStep(2));
        assertThat(scene.discarded()).containsExactly(2);
        assertThat(run.status().now().redone()).isEqualTo(2);
    }

    @Test
    void without_a_snapshot_everything_is_given_back() {
        var scene = TakeoverScene.of(run);

        scene.head().register(Optional.empty());

        assertThat(scene.redone())
                .containsAll(scene.inStep(1))
                .containsAll(scene.inStep(2))
                .hasSize(4);
        assertThat(scene.discarded()).containsExactly(1, 2);
    }

    @Test
    void a_gradient_of_the_open_step_is_lost_with_its_process() {
        var scene = TakeoverScene.of(run);
        scene.head().step(3);
        var open = scene.complete();

        scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 2)));

        assertThat(scene.redone()).containsExactly(open);
    }

    @Test
    void gradients_of_the_open_step_are_kept_if_the_new_process_has_them() {
        var scene = TakeoverScene.of(run);
        scene.head().step(3);
        var open = scene.complete();
        var before = scene.head().session().registration();

        scene.head().register(Optional.of(new SnapshotPoint(0, 0, 2, 1)));

        assertThat(scene.redone()).isEmpty();
        assertThat(scene.discarded()).isEmpty();
        var record = run.record(scene.head());
        assertThat(record.candidate(record.inFlight() + 1).queue().admits())
                .as("one forward of its step is done")
                .isFalse();
        assertThat(record.candidate(record.inFlight() + 2).queue().admits()).isTrue();
        run.deliver(scene.head().stepDone(before, 3, open));
        assertThat(scene.redone()).as("a step that it does not have any more").isEmpty();
        assertThat(scene.discarded()).containsExactly(3);
        run.deliver(scene.head().stepDone(scene.head().session().registration(), 3, open));
        assertThat(scene.redone()).isEmpty();
        assertThat(scene.discarded()).as("the step of the new process stays").containsExactly(3);
    }

    @Test
    void gradients_that_one_process_kept_are_lost_with_the_next() {
        var scene = TakeoverScene.of(run);
        scene.head().step(3);
        var open = scene.complete();

        scene.head().register(Optional.of(new SnapshotPoint(0, 0, 2, 1)));
        scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 2)));

        assertThat(scene.redone()).containsExactly(open);
    }

    @Test
    void a_gradient_in_a_step_whose_record_is_still_on_its_way_is_not_given_back() {
        var scene = TakeoverScene.of(run);
        scene.head().step(3);
        var late = scene.complete();
        var before = scene.head().session().registration();

        scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 3)));
        run.deliver(scene.head().stepDone(before, 3, late));

        assertThat(scene.redone()).isEmpty();
        assertThat(scene.discarded()).isEmpty();
    }

    @Test
    void a_late_record_of_a_lost_step_is_discarded_and_gives_nothing_back_twice() {
        var scene = TakeoverScene.of(run);
        scene.head().step(3);
        var late = scene.complete();
        var before = scene.head().session().registration();

        scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 2)));
        run.deliver(scene.head().stepDone(before, 3, late));
        run.deliver(scene.head().stepDone(before, 3, late));

        assertThat(scene.redone()).containsExactly(late);
        assertThat(run.status().now().redone()).isEqualTo(1);
        assertThat(scene.discarded()).containsExactly(3);
    }

    @Test
    void a_position_that_was_given_back_starts_again_as_another_microbatch() {
        var scene = TakeoverScene.of(run);
        scene.head().register(Optional.of(SnapshotPoint.after(0, 0, 1)));
        var started = run.status().now().started();

        scene.head().renew(8);
        var again = run.receipts().microbatches().filter(m -> m.id() >= started).toList();

        var positions = scene.inStep(2).stream()
                .map(id -> run.microbatch(id).position())
                .toList();
        assertThat(again).extracting(m -> m.position()).containsAll(positions).doesNotHaveDuplicates();
    }
}
