package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
    void a_miner_goes_back_to_the_stage_that_it_has_in_this_epoch() {
        assertThat(StageAssignment.assign(List.of(9, 0, 0), Optional.of(0), Optional.of(0))
                        .stage())
                .isZero();
    }

    @Test
    void a_miner_that_comes_in_another_epoch_goes_back_where_it_was_unless_another_stage_has_fewer_miners() {
        assertThat(stage(List.of(4, 4, 4), Optional.of(2))).isEqualTo(2);
        assertThat(stage(List.of(4, 3, 4), Optional.of(2))).isEqualTo(1);
    }

    @Test
    void thousands_that_join_and_know_the_same_counts_are_spread() {
        var random = new SplittableRandom(1);
        var counts = List.of(1000, 1000, 1000, 1000, 800);
        var joined = new int[counts.size()];

        IntStream.range(0, 1000)
                .forEach(i -> joined[StageAssignment.draw(counts, random).stage()]++);

        assertThat(joined[4]).isBetween(320, 400);
        assertThat(Arrays.stream(joined).limit(4)).allMatch(count -> count > 120);
        assertThat(StageAssignment.isAlike(counts)).isTrue();
        assertThat(StageAssignment.isAlike(List.of(1000, 15))).isFalse();
    }

    @Test
    void a_stage_that_the_model_does_not_have_is_ignored() {
        assertThat(stage(List.of(1, 0), Optional.of(2))).isEqualTo(1);
        assertThat(stage(List.of(1, 0), Optional.of(-1))).isEqualTo(1);
    }

    private static int stage(List<Integer> active, Optional<Integer> before) {
        return StageAssignment.assign(active, Optional.empty(), before).stage();
    }
}
