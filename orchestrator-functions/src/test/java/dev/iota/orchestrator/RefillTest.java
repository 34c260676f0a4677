package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.MinerTable.Renewal;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Slots of the head that become free. */
class RefillTest {
    private final TestRun run =
            TestRun.of(100, 1, 1, EpochSpec.untilClosed(), AuditSpec.NONE, UnaryOperator.identity());

    @Test
    void a_slot_that_becomes_free_is_filled_for_the_miner_that_has_it() {
        var miners = List.of(run.miner(2), run.miner(2), run.miner(2));
        for (var miner : miners) {
            var work = miner.receive();
            assertThat(work).hasSize(2);

            run.deliver(miner.answer(work.getFirst()));

            assertThat(miner.receive()).hasSize(1);
        }
        assertThat(run.miscounted()).isEmpty();
    }

    @Test
    void a_miner_of_the_head_that_has_nothing_gets_something_with_the_next_slot_of_another_one() {
        var busy = run.miner(2);
        var work = busy.receive();
        var idle = TestMiner.joining(run);
        // As if the process had died after its first write: the slots are known, nothing was given to them.
        var record = run.record(idle);
        var now = run.clock().instant();
        run.services().miners().renew(record, new Renewal(now, 2, record.conduct(), 1, 0, 0, now));
        run.services().miners().entered(record, 0);
        // Nobody remembers who was there.
        run.clock().pass(Duration.ofSeconds(2));

        run.deliver(busy.answer(work.getFirst()));

        assertThat(busy.receive()).hasSize(1);
        assertThat(idle.receive()).hasSize(1);
        run.deliver(busy.answer(work.getLast()));
        assertThat(idle.receive()).as("it has something now").isEmpty();
    }
}
