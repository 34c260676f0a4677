package dev.iota.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResumptionsTest {
    private final Resumptions history = Resumptions.NONE
            .with(Resumption.after(1, 0, 0))
            .with(Resumption.after(4, 0, 10))
            .with(Resumption.after(9, 0, 7));

    @Test
    void a_step_survives_if_every_later_registration_went_on_from_it_or_after_it() {
        assertThat(history.survives(1, 0, 7)).isTrue();
        assertThat(history.survives(1, 0, 8)).isFalse();
        assertThat(history.survives(4, 0, 7)).isTrue();
        assertThat(history.survives(4, 0, 11)).isFalse();
    }

    @Test
    void gradients_survive_a_step_further_if_every_later_registration_had_them() {
        var open = Resumptions.NONE.with(Resumption.after(1, 0, 0)).with(new Resumption(4, 0, 10, 3));

        assertThat(open.survives(1, 0, 11)).isFalse();
        assertThat(open.hasGradients(1, 0, 11)).isTrue();
        assertThat(open.hasGradients(1, 0, 12)).isFalse();
        assertThat(open.admits(4, 0, 11)).isTrue();
        assertThat(open.with(Resumption.after(5, 0, 11)).hasGradients(1, 0, 11)).isTrue();
        assertThat(open.with(Resumption.after(5, 0, 10)).hasGradients(1, 0, 11)).isFalse();
        assertThat(history.hasGradients(4, 0, 8)).isFalse();
    }

    @Test
    void steps_of_the_newest_registration_survive() {
        assertThat(history.survives(9, 0, 1000)).isTrue();
    }

    @Test
    void a_registration_is_known_by_its_number_and_epoch() {
        assertThat(history.contains(4, 0)).isTrue();
        assertThat(history.contains(5, 0)).isFalse();
        assertThat(history.contains(4, 1)).isFalse();
    }

    @Test
    void a_registration_goes_on_into_the_next_epoch_once() {
        var next = history.entering(9, 1);

        assertThat(next.contains(9, 1)).isTrue();
        assertThat(next.contains(4, 1)).isFalse();
        assertThat(next.entering(9, 1)).isEqualTo(next);
    }

    @Test
    void events_of_the_epoch_before_may_come_late_and_those_before_it_may_not() {
        var next = history.with(Resumption.after(12, 1, 0));

        assertThat(next.contains(9, 0)).isTrue();
        assertThat(next.entering(12, 2).list()).containsExactly(Resumption.after(12, 1, 0), Resumption.after(12, 2, 0));
    }
}
