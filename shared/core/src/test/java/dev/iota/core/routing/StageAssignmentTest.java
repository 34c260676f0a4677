package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StageAssignmentTest {
    @Test
    void an_empty_stage_comes_first() {
        assertThat(stage(List.of(3, 0, 1), Optional.empty())).isEqualTo(1);
    }

    @Test
    void the_stage_with_the_fewest_miners_comes_next_and_the_lowest_of_equals() {
        assertThat(stage(List.of(3, 2, 2), Optional.empty())).isEqualTo(1);
        assertThat(stage(List.of(0, 0, 0), Optional.empty())).isZero();
    }

    @Test
    void a_miner_goes_back_to_the_stage_that_it_had() {
        assertThat(stage(List.of(9, 0, 0), Optional.of(0))).isZero();
    }

    @Test
    void a_stage_that_the_model_does_not_have_is_ignored() {
        assertThat(stage(List.of(1, 0), Optional.of(2))).isEqualTo(1);
        assertThat(stage(List.of(1, 0), Optional.of(-1))).isEqualTo(1);
    }

    private static int stage(List<Integer> active, Optional<Integer> before) {
        return StageAssignment.assign(active, before).stage();
    }
}
