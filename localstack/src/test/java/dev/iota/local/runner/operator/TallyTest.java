package dev.iota.local.runner.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Magnitude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Hotkey MINER = KeyPair.generate(new Random(1)).hotkey();
    private static final Optional<Hop.Stored> STORED =
            Optional.of(new Hop.Stored("a", "b", new Magnitude(0, 1), Optional.empty()));

    private final Tally tally = new Tally(2);

    @Test
    void what_started_was_completed_or_lost_or_is_on_its_way() {
        tally.add(complete(0, 5));
        tally.add(microbatch(1, State.WAITING, 0, 0));
        tally.add(microbatch(2, State.LEASED, 0, 0));
        tally.add(microbatch(3, State.LOST, 0, 0));

        assertThat(tally.started()).isEqualTo(4);
        assertThat(tally.completed()).isEqualTo(1);
        assertThat(tally.inFlight()).isEqualTo(2);
        assertThat(tally.lost()).isEqualTo(1);
    }

    @Test
    void what_the_end_of_an_epoch_took_back_counts_as_what_starts_in_its_place_but_its_hops_are_paid() {
        tally.add(microbatch(0, State.UNFINISHED, 1, 0));
        tally.add(complete(1, 5));

        assertThat(tally.started()).isEqualTo(1);
        assertThat(tally.hops()).isEqualTo(8);
    }

    @Test
    void losses_are_those_of_the_first_and_the_last_that_were_completed_not_of_the_smallest_ids() {
        tally.add(microbatch(0, State.COMPLETE, 9, 2.0f));
        for (var id = 1; id < 8; id++) {
            tally.add(microbatch(id, State.COMPLETE, id, 10 - id));
        }
        tally.add(microbatch(8, State.WAITING, 20, 99));

        assertThat(tally.lossFirst()).isCloseTo((9 + 8) / 2.0, within(1e-9));
        assertThat(tally.lossLast()).isCloseTo((3 + 2) / 2.0, within(1e-9));
    }

    @Test
    void completed_microbatches_are_counted_for_the_epoch_that_they_belong_to() {
        tally.add(microbatch(0, 0, State.COMPLETE, 0, 3));
        tally.add(microbatch(1, 2, State.COMPLETE, 0, 3));
        tally.add(microbatch(2, 2, State.COMPLETE, 0, 3));
        tally.add(microbatch(3, 2, State.UNFINISHED, 0, 3));

        assertThat(tally.completedByEpoch()).isEqualTo(Map.of(0, 1L, 2, 2L));
    }

    @Test
    void without_a_loss_there_is_none() {
        assertThat(tally.lossFirst()).isNull();
        assertThat(tally.lossLast()).isNull();
    }

    @Test
    void each_stored_tensor_crossed_a_boundary_once() {
        tally.add(complete(0, 5));

        assertThat(tally.hops())
                .as("of three stages two activations and two gradients")
                .isEqualTo(4);
    }

    private static Microbatch complete(long id, int second) {
        return microbatch(id, State.COMPLETE, second, 3);
    }

    private static Microbatch microbatch(long id, State state, int second, float loss) {
        return microbatch(id, 0, state, second, loss);
    }

    private static Microbatch microbatch(long id, int epoch, State state, int second, float loss) {
        var hops = List.of(hop(STORED, Optional.empty()), hop(STORED, STORED), hop(Optional.empty(), STORED));
        var since = START.plusSeconds(second);
        return new Microbatch(
                new Microbatch.Origin(id, id, epoch, START, 0),
                new Microbatch.Place(0, Direction.BACKWARD, state, List.of(), since, START, List.of()),
                new Microbatch.Progress(
                        state == State.COMPLETE || state == State.UNFINISHED ? hops : List.of(),
                        0,
                        Optional.of(loss),
                        false),
                1);
    }

    private static Hop hop(Optional<Hop.Stored> activation, Optional<Hop.Stored> gradient) {
        return new Hop(MINER, 0, activation, gradient, 0.5, Optional.empty(), Optional.empty());
    }
}
