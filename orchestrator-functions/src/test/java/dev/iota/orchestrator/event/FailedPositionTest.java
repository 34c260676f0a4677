package dev.iota.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.TestMiner;
import dev.iota.orchestrator.TestRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of a position that no miner can do. */
class FailedPositionTest {
    private final TestRun run = TestRun.of(100);
    private final TestMiner head = run.miner(1);

    @Test
    void a_position_that_is_refused_too_often_each_time_that_it_starts_is_lost() {
        run.miner(1);
        run.miner(1);
        Stream.generate(() -> (Work.Forward) only(head)).limit(20).forEach(work -> {
            if (work.microbatch() == 3) {
                run.control().close();
            }
            run.deliver(head.sign(new Event.Refused(
                    run.names().run(),
                    0,
                    work.microbatch(),
                    0,
                    Direction.FORWARD,
                    work.lease(),
                    1,
                    RefusalCause.UNABLE,
                    "no room")));
        });

        assertThat(run.microbatch(3).state()).isEqualTo(State.LOST);
        assertThat(List.of(run.microbatch(0), run.microbatch(1), run.microbatch(2)))
                .as("attempts at the same position, which started again")
                .allMatch(m -> m.state() == State.UNFINISHED && m.position() == 0);
        assertThat(run.run().works().tokens().shardKey(run.microbatch(3).position()))
                .as("what the alarm names")
                .isEqualTo("data/shard-0");
        assertThat(run.status().now().lost()).isEqualTo(1);
        assertThat(run.status().now().inFlight()).isZero();
        assertThat(run.miscounted()).isEmpty();
    }

    private static Work only(TestMiner miner) {
        var work = miner.receive();
        assertThat(work).hasSize(1);
        return work.getFirst();
    }
}
