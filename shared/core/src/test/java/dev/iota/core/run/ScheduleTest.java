package dev.iota.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final double PEAK = 1e-3;
    private static final double FLOOR = 1e-4;
    private final Schedule full = new Schedule(PEAK, FLOOR, 10, 20, 100, 2, 50);

    @Test
    void the_first_step_of_a_warm_up_already_moves_and_it_rises_to_the_peak() {
        assertThat(full.rate(0)).isPositive().isLessThan(PEAK / 5);
        for (var step = 1; step < 10; step++) {
            assertThat(full.rate(step)).isGreaterThan(full.rate(step - 1));
        }
        assertThat(full.rate(10)).isEqualTo(PEAK);
        assertThat(full.rate(29)).isEqualTo(PEAK);
    }

    @Test
    void each_cosine_cycle_falls_from_the_peak_to_the_floor() {
        assertThat(full.rate(30)).isEqualTo(PEAK);
        assertThat(full.rate(80)).isEqualTo((PEAK + FLOOR) / 2, within(1e-12));
        assertThat(full.rate(129)).isCloseTo(FLOOR, within(1e-6));
        assertThat(full.rate(130)).isEqualTo(PEAK);
    }

    @Test
    void with_another_peak_every_rate_is_that_many_times_as_high() {
        var half = full.withPeak(PEAK / 2);

        for (var step = 0; step < 300; step++) {
            assertThat(half.rate(step)).isCloseTo(full.rate(step) / 2, within(1e-15));
        }
    }

    @Test
    void the_tail_falls_to_zero_and_stays_there() {
        assertThat(full.rate(230)).isEqualTo(FLOOR);
        assertThat(full.rate(255)).isEqualTo(FLOOR / 2, within(1e-12));
        assertThat(full.rate(280)).isZero();
        assertThat(full.rate(1_000_000)).isZero();
    }

    @Test
    void after_its_tail_has_begun_it_never_rises() {
        for (var step = 231; step < 300; step++) {
            assertThat(full.rate(step)).isLessThanOrEqualTo(full.rate(step - 1));
        }
    }

    @Test
    void without_a_tail_the_last_rate_is_kept() {
        assertThat(Schedule.constant(PEAK, 5).rate(1_000_000)).isEqualTo(PEAK);
        assertThat(new Schedule(PEAK, FLOOR, 0, 0, 10, 1, 0).rate(1_000)).isEqualTo(FLOOR);
    }

    @Test
    void a_plateau_without_cycles_goes_into_the_tail_from_the_peak() {
        var schedule = new Schedule(PEAK, 0, 0, 10, 0, 0, 10);

        assertThat(schedule.rate(10)).isEqualTo(PEAK);
        assertThat(schedule.rate(15)).isEqualTo(PEAK / 2, within(1e-12));
    }

    @Test
    void impossible_schedules_are_refused_by_name_and_value() {
        assertThatThrownBy(() -> Schedule.constant(0, 1)).hasMessageContaining("peak is 0.0");
        assertThatThrownBy(() -> new Schedule(1, 2, 0, 0, 0, 0, 0)).hasMessageContaining("floor is 2.0");
        assertThatThrownBy(() -> new Schedule(1, 0, 0, 0, 10, 0, 0)).hasMessageContaining("cycles is 0");
        assertThatThrownBy(() -> full.rate(-1)).hasMessageContaining("-1");
    }

    @Test
    void a_step_beyond_the_epoch_has_the_rate_of_its_last() {
        var training = Presets.load("tiny").training();

        assertThat(training.learningRate(0, 50)).isEqualTo(training.learningRate(0, 9));
        assertThat(training.learningRate(1, 0)).isEqualTo(training.schedule().rate(10));
    }
}
