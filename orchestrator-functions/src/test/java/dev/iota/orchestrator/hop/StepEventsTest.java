package dev.iota.orchestrator.hop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.AppliedRow;
import dev.iota.cloud.table.StepRecord;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.wire.Event;
import dev.iota.orchestrator.TestMiner;
import dev.iota.orchestrator.TestRun;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StepEventsTest {
    private final TestRun run = TestRun.of(100);
    private final TestMiner miner = run.miner(1);

    @Test
    void a_step_is_recorded_once() {
        var step = miner.stepDone(1, 10L, 11L);

        run.deliver(step, step);
        run.deliver(step);

        assertThat(steps()).singleElement().satisfies(record -> {
            assertThat(record.discarded()).isFalse();
            assertThat(record.step().microbatches()).hasSize(2);
        });
        assertThat(run.quarantined()).isEmpty();
    }

    @Tag("security")
    @Test
    void no_microbatch_is_in_two_steps_that_survive() {
        run.deliver(miner.stepDone(1, 10L, 11L));
        run.deliver(miner.stepDone(2, 11L, 12L));

        assertThat(steps()).hasSize(1);
        assertThat(run.quarantined()).singleElement().satisfies(entry -> assertThat(entry.reason())
                .contains("[11]"));
    }

    @Test
    void the_fullest_step_is_recorded_before_any_of_its_backwards() {
        var step = miner.longStep(1, Event.MAX_ENTRIES);

        run.deliver(step, step);

        assertThat(steps()).singleElement().matches(record -> !record.discarded());
        assertThat(run.services().applied().ofEpoch(miner.hotkey(), 0))
                .hasSize(Event.MAX_ENTRIES)
                .allMatch(row -> row.container().isPresent());
        assertThat(run.quarantined()).isEmpty();
    }

    @Tag("security")
    @Test
    void the_fullest_step_is_quarantined_for_one_microbatch_of_another_step() {
        run.deliver(miner.stepDone(1, 5L));
        run.deliver(miner.longStep(2, Event.MAX_ENTRIES));

        assertThat(steps()).hasSize(1);
        assertThat(run.quarantined()).singleElement().satisfies(entry -> assertThat(entry.reason())
                .contains("[5]"));
    }

    @Tag("security")
    @Test
    void another_word_of_a_long_step_that_is_on_record_writes_no_rows() {
        var others = LongStream.range(Event.MAX_ENTRIES, 2L * Event.MAX_ENTRIES).boxed();
        run.deliver(miner.longStep(1, Event.MAX_ENTRIES));

        run.deliver(miner.stepDone(1, others.toArray(Long[]::new)));

        assertThat(steps()).hasSize(1);
        assertThat(run.services().applied().ofEpoch(miner.hotkey(), 0))
                .hasSize(Event.MAX_ENTRIES)
                .allMatch(row -> row.microbatch() < Event.MAX_ENTRIES);
    }

    @Test
    void steps_may_come_in_any_order() {
        run.deliver(miner.stepDone(2, 12L), miner.stepDone(1, 11L));

        assertThat(steps()).extracting(record -> record.step().step()).containsExactly(1, 2);
    }

    @Tag("security")
    @Test
    void a_step_that_names_a_microbatch_twice_is_quarantined() {
        run.deliver(miner.stepDone(1, 10L, 10L));

        assertThat(steps()).isEmpty();
        assertThat(run.quarantined()).hasSize(1);
    }

    @Tag("security")
    @Test
    void a_step_under_somebody_elses_registration_is_quarantined() {
        var other = run.miner(1);

        run.deliver(miner.stepDone(other.session().registration(), 1, 10L));

        assertThat(steps()).isEmpty();
        assertThat(run.quarantined()).hasSize(1);
    }

    @Test
    void a_step_whose_backwards_say_it_writes_no_rows() {
        var id = accepted();

        run.deliver(miner.stepDone(1, id));

        assertThat(steps()).hasSize(1);
        assertThat(run.services().applied().get(miner.hotkey(), 0, id).orElseThrow())
                .matches(row -> row.isSaidToBeIn(1))
                .extracting(AppliedRow::container)
                .isEqualTo(Optional.empty());
    }

    @Tag("security")
    @Test
    void a_step_contains_no_gradient_whose_backward_said_another_one() {
        var id = accepted();

        run.deliver(miner.stepDone(2, id), miner.stepDone(1, id), miner.stepDone(3, id));

        assertThat(steps()).extracting(record -> record.step().step()).containsExactly(1);
        assertThat(run.quarantined()).hasSize(2).allSatisfy(entry -> assertThat(entry.reason())
                .contains("[%d]".formatted(id)));
    }

    @Tag("security")
    @Test
    void a_step_that_was_made_before_its_registration_is_quarantined() {
        miner.register(Optional.of(SnapshotPoint.after(0, 0, 3)));

        run.deliver(miner.stepDone(3, 10L));
        run.deliver(miner.stepDone(4, 11L));

        assertThat(steps()).extracting(record -> record.step().step()).containsExactly(4);
        assertThat(run.quarantined()).singleElement().satisfies(entry -> assertThat(entry.reason())
                .contains("before registration"));
    }

    /** A microbatch whose backward at the head is on record. */
    private long accepted() {
        var others = List.of(run.miner(1), run.miner(1));
        var work = miner.receive().getFirst();
        run.deliver(miner.answer(work));
        for (var next : List.of(others.getFirst(), others.getLast(), others.getFirst(), miner)) {
            run.deliver(next.answer(next.receive().getFirst()));
        }
        return 0;
    }

    @Tag("security")
    @Test
    void a_step_of_a_stranger_goes_unread() {
        var stranger = TestMiner.stranger(run);
        var step = miner.stepDone(1, 10L);
        var stolen = new dev.iota.core.wire.SignedEvent(stranger.hotkey(), step.event(), step.signature());

        run.deliver(stolen);

        assertThat(steps()).isEmpty();
        assertThat(run.quarantined()).isEmpty();
        assertThat(run.counted("eventsDropped", "STRANGER")).isEqualTo(1);
    }

    @Test
    void the_same_step_number_of_a_later_registration_may_hold_the_microbatches_of_a_lost_one() {
        run.deliver(miner.stepDone(1, 10L));
        miner.register(Optional.empty());

        run.deliver(miner.stepDone(1, 10L));

        assertThat(steps()).extracting(StepRecord::discarded).containsExactly(true, false);
        assertThat(run.quarantined()).isEmpty();
    }

    private List<StepRecord> steps() {
        return run.services().steps().ofEpoch(miner.hotkey(), 0).toList();
    }
}
