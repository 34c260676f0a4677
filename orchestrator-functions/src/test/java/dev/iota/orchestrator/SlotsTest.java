package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.microbatch.Slot;
import dev.iota.core.microbatch.SlotMark;
import dev.iota.core.wire.Direction;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The items of miners follow what microbatches say, whoever dies before they do. */
class SlotsTest {
    private final Crashes crashes = new Crashes();

    @AfterEach
    void live() {
        crashes.never();
    }

    @Test
    void what_a_handler_left_undone_is_made_up_by_the_sweep_where_nobody_calls_it_again() {
        afterEachCall((run, sender) -> {
            run.sweep();

            assertThat(run.miscounted()).isEmpty();
        });
    }

    @Test
    void a_sweep_of_a_run_that_is_too_large_to_count_still_tells_a_miner_what_it_did() {
        afterEachCall((run, sender) -> {
            new SweepFunction(run.services(), 0).handleRequest(new ScheduledEvent(), run.context());

            assertThat(run.miscounted().map(MinerRecord::hotkey)).doesNotContain(sender.hotkey());
        });
    }

    /** Lets a handler of a forward die after each of its calls, and nobody call it again. */
    private void afterEachCall(BiConsumer<TestRun, TestMiner> sweep) {
        for (var calls = 1; calls <= 12; calls++) {
            var run = TestRun.of(100, 1, crashes::around);
            var head = run.miner(1);
            var middle = run.miner(1);
            run.miner(1);
            run.deliver(head.answer(head.receive().getFirst()));
            var event = middle.answer(middle.receive().getFirst());
            run.restart();
            crashes.after(calls);
            var _ = catchThrowable(() -> run.deliver(event));
            crashes.never();
            run.restart();

            sweep.accept(run, middle);

            var done = run.microbatch(0).stage() == 2 ? 1 : 0;
            assertThat(run.record(middle).progress().forwards())
                    .as("killed after call %d", calls)
                    .isEqualTo(done);
            run.forget();
        }
    }

    @Test
    void a_hop_whose_miner_turns_out_to_be_full_goes_to_another_and_the_full_one_is_told_nothing() {
        var run = TestRun.of(100);
        var all = Stream.generate(() -> run.miner(4)).limit(5).toList();
        var middles =
                all.stream().filter(miner -> run.record(miner).stage() == 1).toList();
        assertThat(middles).hasSize(2);
        var head = all.getFirst();
        var work = head.receive();
        run.deliver(head.answer(work.getFirst()));
        middles.forEach(TestMiner::receive);
        var full = middles.getFirst();
        fill(run, full);

        work.stream().skip(1).forEach(hop -> run.deliver(head.answer(hop)));

        assertThat(full.receive()).isEmpty();
        assertThat(middles.getLast().receive()).hasSize(3);
        assertThat(run.run().microbatches().open().filter(m -> m.stage() == 1 && m.id() > 0))
                .hasSize(3)
                .allSatisfy(m -> assertThat(m.lease().orElseThrow().hotkey())
                        .isEqualTo(middles.getLast().hotkey()));
    }

    @Test
    void a_hop_whose_only_miner_turns_out_to_be_full_waits_and_leaves_no_lease() {
        var run = TestRun.of(100);
        var head = run.miner(2);
        var middle = run.miner(2);
        run.miner(2);
        var work = head.receive();
        run.deliver(head.answer(work.getFirst()));
        middle.receive();
        fill(run, middle);

        run.deliver(head.answer(work.getLast()));

        assertThat(middle.receive()).isEmpty();
        assertThat(run.microbatch(1).state()).isEqualTo(State.WAITING);
        assertThat(run.microbatch(1).issued()).isEmpty();
        assertThat(run.record(head).progress().forwards()).isEqualTo(2);
    }

    @Tag("security")
    @Test
    void an_answer_whose_slot_was_given_back_counts_once_and_holds_it_again() {
        var run = TestRun.of(100);
        var head = run.miner(1);
        run.miner(1);
        run.miner(1);
        var work = head.receive().getFirst();
        run.clock().pass(Duration.ofHours(1));
        run.sweep();
        assertThat(run.record(head).held()).isEmpty();
        var late = head.answer(work);

        run.deliver(late);
        run.deliver(late);

        assertThat(run.microbatch(0).stage()).isEqualTo(1);
        assertThat(run.microbatch(0).direction()).isEqualTo(Direction.FORWARD);
        assertThat(run.record(head).progress().forwards()).isEqualTo(1);
        assertThat(run.record(head).mark(new Slot(head.hotkey(), 0, 0)))
                .get()
                .extracting(SlotMark::forward)
                .isEqualTo(true);
        assertThat(run.miscounted()).isEmpty();
    }

    /** As other handlers do, of which the hints of this one do not know. */
    private static void fill(TestRun run, TestMiner miner) {
        var record = run.record(miner);
        run.services().miners().change(new MinerChange(miner.hotkey()).hold(record.slots() - record.inFlight()));
    }
}
