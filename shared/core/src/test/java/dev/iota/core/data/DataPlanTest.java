package dev.iota.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class DataPlanTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 15, 16, 17, 1000, 4096, 4097, 65_537, 200_000})
    void a_permutation_takes_every_number_exactly_once(long size) {
        var permutation = new Permutation(size, 42, 0);

        var seen = new boolean[(int) size];
        for (var i = 0L; i < size; i++) {
            var to = (int) permutation.at(i);
            assertThat(seen[to]).as("%d is taken twice", to).isFalse();
            seen[to] = true;
        }
    }

    @Test
    void a_permutation_of_the_largest_range_stays_inside_it() {
        var permutation = new Permutation(1L << 62, 1, 0);

        assertThat(LongStream.range(0, 1000).map(permutation::at))
                .doesNotHaveDuplicates()
                .allMatch(n -> n >= 0);
    }

    @Test
    void a_number_goes_about_equally_often_to_each_place() {
        var size = 10;
        var seeds = 20_000;
        var counts = new int[size][size];
        for (var seed = 0; seed < seeds; seed++) {
            var permutation = new Permutation(size, seed, 0);
            for (var i = 0; i < size; i++) {
                counts[i][(int) permutation.at(i)]++;
            }
        }

        // 2000 each are expected with a deviation of 42; six of those are seen once in 10⁹ tries.
        for (var row : counts) {
            assertThat(Arrays.stream(row)).allMatch(n -> Math.abs(n - 2000) < 260);
        }
    }

    @Test
    void each_pass_over_the_data_takes_every_record_once_and_in_another_order() {
        var plan = new DataPlan(7, List.of(10, 1, 25, 64));

        var first = LongStream.range(0, 100).mapToObj(plan::at).toList();
        var second = LongStream.range(100, 200).mapToObj(plan::at).toList();

        assertThat(plan.records()).isEqualTo(100);
        assertThat(new HashSet<>(first)).hasSize(100);
        assertThat(first).allMatch(p -> p.pass() == 0);
        assertThat(second).allMatch(p -> p.pass() == 1);
        assertThat(new HashSet<>(second)).hasSize(100);
        assertThat(second.stream().map(p -> p.shard() + ":" + p.record()).toList())
                .isNotEqualTo(
                        first.stream().map(p -> p.shard() + ":" + p.record()).toList());
    }

    @Test
    void another_seed_gives_another_order() {
        var one = new DataPlan(1, List.of(1000));
        var other = new DataPlan(2, List.of(1000));

        var same = LongStream.range(0, 1000)
                .filter(k -> one.at(k).equals(other.at(k)))
                .count();

        assertThat(same).isLessThan(20);
    }

    @Test
    void a_plan_gives_the_positions_that_an_independent_program_computed() {
        var plan = new DataPlan(42, List.of(500, 500, 37));

        assertThat(LongStream.of(0, 1, 2, 1036, 1037, 5_000_000_000L).mapToObj(plan::at))
                .containsExactly(
                        new DataPosition(0, 1, 158),
                        new DataPosition(0, 1, 260),
                        new DataPosition(0, 1, 352),
                        new DataPosition(0, 1, 403),
                        new DataPosition(1, 0, 377),
                        new DataPosition(4821600, 1, 420));
    }

    @Test
    void a_position_before_the_first_is_refused() {
        assertThatThrownBy(() -> new DataPlan(1, List.of(3)).at(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new DataPlan(1, List.of())).hasMessageContaining("needs a shard");
        assertThatThrownBy(() -> new DataPlan(1, List.of(3, 0))).hasMessageContaining("shard 1 has 0");
    }
}
