package dev.iota.miner.agent.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitudes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AppliedTest {
    private final Applied applied = new Applied(2);

    @Test
    void of_the_newest_the_answer_is_kept_and_of_older_ones_the_id() {
        for (var id = 1L; id <= 4; id++) {
            applied.add(answer(id));
        }
        assertThat(applied.contains(1)).isTrue();
        assertThat(applied.answer(1)).isEmpty();
        assertThat(applied.answer(2)).isEmpty();
        assertThat(applied.answer(3)).isPresent();
        assertThat(applied.answer(4)).isPresent();
        assertThat(applied.contains(5)).isFalse();
    }

    @Test
    void what_is_left_out_is_left_out_of_ids_and_answers() {
        applied.add(answer(1));
        applied.add(answer(2));
        assertThat(applied.ids(Set.of(2L))).containsExactly(1L);
        assertThat(applied.answers(Set.of(2L))).hasSize(1);
    }

    @Test
    void a_restored_one_is_as_it_was() {
        for (var id = 1L; id <= 3; id++) {
            applied.add(answer(id));
        }
        var restored = new Applied(2);
        restored.restore(applied.ids(Set.of()), applied.answers(Set.of()));
        assertThat(restored.ids(Set.of())).containsExactly(1L, 2L, 3L);
        assertThat(restored.answer(1)).isEmpty();
        assertThat(restored.answer(3).orElseThrow().gradient().orElseThrow()).containsExactly(3);
    }

    @Test
    void a_step_that_was_given_up_is_forgotten() {
        applied.add(answer(1));
        applied.removeAll(List.of(1L));
        assertThat(applied.contains(1)).isFalse();
    }

    private static Applied.Answer answer(long microbatch) {
        var event = new Event.BackwardDone(
                "test",
                0,
                microbatch,
                0,
                Direction.BACKWARD,
                "lease",
                1,
                Optional.empty(),
                Optional.empty(),
                new GradientProbe(List.of(), List.of()),
                Optional.empty(),
                0,
                Magnitudes.NONE);
        return new Applied.Answer(event, Optional.of(new byte[] {(byte) microbatch}));
    }
}
