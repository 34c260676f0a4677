package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A gradient is in the step that its miner said first: nobody can put it into two. */
class SaidStepTest {
    private final TestRun run = TestRun.of(100);
    private final TestMiner head = run.miner(1);
    private final TestMiner middle = run.miner(1);
    private final TestMiner tail = run.miner(1);

    @Tag("security")
    @Test
    void who_has_to_do_a_backward_again_says_the_same_step_or_is_quarantined() {
        answer(head);
        answer(middle);
        answer(tail);
        // What the tail stored is not what it said, so it has to store it again.
        var work = (Work.Backward) middle.receive().getFirst();
        run.deliver(middle.sign(
                new Event.InputBad(run.names().run(), 0, 0, 1, Direction.BACKWARD, work.lease(), "it is missing")));
        assertThat(run.microbatch(0).stage()).isEqualTo(2);
        var again = tail.receive().getFirst();

        tail.step(2);
        run.deliver(tail.answer(again));

        assertThat(run.microbatch(0).stage()).isEqualTo(2);
        assertThat(run.quarantined()).singleElement().satisfies(entry -> assertThat(entry.reason())
                .contains("another step"));

        tail.step(1);
        run.deliver(tail.answer(again));

        assertThat(run.microbatch(0).stage()).isEqualTo(1);
        assertThat(run.miscounted()).isEmpty();
    }

    private void answer(TestMiner miner) {
        run.deliver(miner.answer(miner.receive().getFirst()));
    }
}
