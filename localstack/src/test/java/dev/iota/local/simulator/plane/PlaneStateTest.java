package dev.iota.local.simulator.plane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.routing.Feed;
import dev.iota.local.simulator.clock.Agenda;
import dev.iota.local.simulator.scenario.SwarmScenario;
import java.util.ArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlaneStateTest {
    private static final int LOST = 1_000;

    private final PlaneState state = new PlaneState(new SwarmScenario.Swarm(2, 2, 60, 0, 1, 1, 1, 1), 1);

    @Test
    void however_many_positions_start_again_each_does_once_and_in_their_order() {
        LongStream.range(0, LOST).forEach(position -> state.put(state.feed(0).withRedo(new Feed.Redo(position, 0))));

        var again = new ArrayList<Long>();
        for (var i = 0; i < LOST; i++) {
            var drawn = state.feeds().getFirst().draw(0, Agenda.BEGIN).orElseThrow();
            state.put(drawn.feed());
            again.add(drawn.microbatch().position());
        }

        assertThat(again)
                .containsExactlyElementsOf(LongStream.range(0, LOST).boxed().toList());
        assertThat(state.feed(0).waiting()).isZero();
    }
}
