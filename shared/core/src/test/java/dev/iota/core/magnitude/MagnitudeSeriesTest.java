package dev.iota.core.magnitude;

import static dev.iota.core.magnitude.SizedPathways.seat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Canonical;
import dev.iota.core.base.Json;
import dev.iota.core.clasp.Seat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose tensors are off, and how rarely an honest miner's pass for it. */
class MagnitudeSeriesTest {
    private static final int RUNS = 10;
    private static final int EPOCHS = 12;
    private static final MagnitudeSeries SERIES = new MagnitudeSeries();

    @Test
    void a_miner_whose_tensors_are_larger_than_those_of_its_stage_is_suspected_with_the_reason() {
        var source = new SizedPathways(1, 4, 0.002).growing(seat(1, 2), 0.05);
        var known = MagnitudeEpoch.NONE;
        for (var epoch = 0; epoch < 10; epoch++) {
            known = SERIES.next(known, source.epoch(200));
        }

        assertThat(suspected(known)).containsExactly(seat(1, 2));
        assertThat(known.look().suspected().getFirst().reason())
                .contains("times as large as that of the others of its stage", "suspicion begins at");
        assertThat(known.look().compared()).isEqualTo(12);
    }

    @Test
    void a_miner_that_passes_on_what_it_reads_is_suspected_as_soon_as_the_spread_of_the_others_is_known() {
        // Less all that its stage would have made of it.
        var source = new SizedPathways(2, 8, 0.001).growing(seat(1, 3), -0.2);
        var first = SERIES.next(MagnitudeEpoch.NONE, source.epoch(400));
        assertThat(first.look().compared()).isZero();
        assertThat(suspected(first)).isEmpty();

        assertThat(suspected(SERIES.next(first, source.epoch(400)))).containsExactly(seat(1, 3));
    }

    @Test
    void a_miner_through_which_larger_tensors_come_is_not_suspected_for_them() {
        var source = new SizedPathways(3, 4, 0.002).growing(seat(0, 0), 0.5);
        var known = MagnitudeEpoch.NONE;
        for (var epoch = 0; epoch < 10; epoch++) {
            known = SERIES.next(known, source.epoch(200));
        }

        assertThat(suspected(known)).containsExactly(seat(0, 0));
    }

    @Test
    void a_miner_that_says_other_sizes_than_its_neighbours_find_is_suspected_and_they_are_not() {
        var known = SERIES.next(
                MagnitudeEpoch.NONE,
                new SizedPathways(4, 4, 0).lying(seat(1, 0), 1.5).epoch(100));

        assertThat(suspected(known)).containsExactly(seat(1, 0));
        assertThat(known.look().suspected().getFirst().reason())
                .isEqualTo("8 of the 8 miners that it shared tensors with find other sizes of them than it says");
    }

    @Test
    void fewer_liars_than_half_of_its_neighbours_make_no_honest_miner_suspected() {
        var source = new SizedPathways(5, 5, 0).lying(seat(1, 0), 1.5).lying(seat(1, 1), 0.5);

        assertThat(suspected(SERIES.next(MagnitudeEpoch.NONE, source.epoch(300))))
                .containsExactlyInAnyOrder(seat(1, 0), seat(1, 1));
    }

    @Test
    void of_two_miners_that_differ_nobody_is_suspected() {
        var known = SERIES.next(
                MagnitudeEpoch.NONE,
                new SizedPathways(6, 2, 0).growing(seat(1, 0), 1).epoch(100));

        assertThat(known.look().compared()).isZero();
        assertThat(suspected(known)).isEmpty();
    }

    @Test
    void an_epoch_without_microbatches_changes_nothing() {
        var known = SERIES.next(
                MagnitudeEpoch.NONE,
                new SizedPathways(7, 4, 0.01).growing(seat(0, 0), 9).epoch(100));

        assertThat(SERIES.next(known, List.of())).isEqualTo(known);
    }

    @Test
    void what_is_kept_is_read_as_it_was_written() {
        var known = SERIES.next(
                MagnitudeEpoch.NONE,
                new SizedPathways(8, 4, 0.01).growing(seat(0, 0), 9).epoch(100));

        assertThat(Canonical.read(Json.write(known), MagnitudeEpoch.class)).isEqualTo(known);
    }

    /** A rate a hundred times as high, so that few epochs tell: what is stated of 0.1 % is the same arithmetic. */
    @ParameterizedTest
    @CsvSource({"3, 0.01", "4, 0", "4, 0.05", "6, 0.01"})
    void epochs_of_honest_miners_suspect_somebody_no_more_often_than_is_stated(int miners, double spread) {
        var rate = 0.1;
        var series = new MagnitudeSeries(rate);
        var accusing = 0;
        for (var seed = 0; seed < RUNS; seed++) {
            var source = new SizedPathways(seed, miners, spread);
            var known = MagnitudeEpoch.NONE;
            for (var epoch = 0; epoch < EPOCHS; epoch++) {
                known = series.next(known, source.epoch(20 * miners));
                accusing += suspected(known).isEmpty() ? 0 : 1;
            }
        }

        assertThat((double) accusing / (RUNS * EPOCHS)).isLessThan(rate);
    }

    private static List<Seat> suspected(MagnitudeEpoch known) {
        return known.look().suspected().stream().map(SizeSuspicion::seat).toList();
    }
}
