package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StageBalanceTest {
    @Test
    void the_fewest_miners_leave_after_which_no_two_stages_differ_by_more_than_one() {
        assertThat(StageBalance.leaving(List.of(4, 4, 4))).containsExactly(0, 0, 0);
        assertThat(StageBalance.leaving(List.of(5, 4, 4))).containsExactly(0, 0, 0);
        assertThat(StageBalance.leaving(List.of(6, 4, 2))).containsExactly(2, 0, 0);
        assertThat(StageBalance.leaving(List.of(3, 5, 3, 5))).containsExactly(0, 1, 0, 1);
    }

    @Test
    void an_empty_stage_gets_a_miner_and_nobody_leaves_where_there_is_one_alone() {
        assertThat(StageBalance.leaving(List.of(2, 1, 0))).containsExactly(1, 0, 0);
        assertThat(StageBalance.leaving(List.of(1, 1, 0))).containsExactly(0, 0, 0);
        assertThat(StageBalance.leaving(List.of(0, 0))).containsExactly(0, 0);
    }

    @Test
    void those_who_leave_go_where_they_are_missing() {
        var random = new SplittableRandom(1);
        for (var round = 0; round < 1000; round++) {
            var active = new ArrayList<Integer>();
            IntStream.range(0, 5).forEach(stage -> active.add(random.nextInt(8)));
            var leaving = StageBalance.leaving(active);
            for (var stage = 0; stage < active.size(); stage++) {
                for (var move = 0; move < leaving.get(stage); move++) {
                    active.set(stage, active.get(stage) - 1);
                    var next = StageAssignment.assign(active, Optional.empty(), Optional.of(stage))
                            .stage();
                    active.set(next, active.get(next) + 1);
                }
            }
            assertThat(Collections.max(active) - Collections.min(active)).isLessThanOrEqualTo(1);
        }
    }
}
