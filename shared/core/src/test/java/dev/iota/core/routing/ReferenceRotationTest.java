package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferenceRotationTest {
    private static final List<Integer> STAFFED = List.of(2, 1, 3);

    @Test
    void a_reference_miner_has_the_next_stage_with_every_epoch() {
        assertThat(IntStream.range(0, 5)
                        .mapToObj(epoch -> assign(epoch, 0, STAFFED, Optional.of(0)))
                        .toList())
                .containsExactly(0, 1, 2, 0, 1);
        assertThat(ReferenceRotation.assign(4, 0, STAFFED, Optional.of(0)).reason())
                .isEqualTo("a reference miner has stage 1 in epoch 4");
    }

    @Test
    void two_of_them_are_at_two_stages() {
        for (var epoch = 0; epoch < 6; epoch++) {
            assertThat(assign(epoch, 0, STAFFED, Optional.of(0)))
                    .isNotEqualTo(assign(epoch, 1, STAFFED, Optional.of(0)));
        }
    }

    @Test
    void no_stage_is_left_without_a_miner() {
        var assignment = ReferenceRotation.assign(1, 0, List.of(0, 1, 1), Optional.of(0));

        assertThat(assignment.stage()).isZero();
        assertThat(assignment.reason()).isEqualTo("stage 0 has no other miner");
    }

    @Test
    void one_that_joins_takes_an_empty_stage_first() {
        assertThat(assign(1, 0, List.of(1, 1, 0), Optional.empty())).isEqualTo(2);
        assertThat(assign(1, 0, STAFFED, Optional.empty())).isEqualTo(1);
    }

    private static int assign(int epoch, int number, List<Integer> others, Optional<Integer> before) {
        return ReferenceRotation.assign(epoch, number, others, before).stage();
    }
}
