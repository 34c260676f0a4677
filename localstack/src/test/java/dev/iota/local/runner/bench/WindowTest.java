package dev.iota.local.runner.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void a_step_is_measured_from_a_completion_to_the_one_with_the_same_place_in_the_next_burst() {
        var completions = new ArrayList<Instant>();
        for (var step = 0; step < 5; step++) {
            for (var place = 0; place < 4; place++) {
                completions.add(START.plusMillis(2000L * step + 100L * place));
            }
        }

        var steps = Window.stepsOf(completions, 4, 1000);

        assertThat(steps).hasSize(16).allSatisfy(step -> assertThat(step.tokensPerSecond())
                .isCloseTo(2000, within(1e-9)));
    }

    @Test
    void only_what_lies_in_the_window_counts() {
        var window = new Window(START, START.plusSeconds(10));
        var stretches = List.of(
                new Window.Stretch(START.minusSeconds(1), START.plusSeconds(1), 8000),
                new Window.Stretch(START.plusSeconds(1), START.plusSeconds(3), 2000),
                new Window.Stretch(START.plusSeconds(3), START.plusSeconds(5), 4000),
                new Window.Stretch(START.plusSeconds(5), START.plusSeconds(7), 4000),
                new Window.Stretch(START.plusSeconds(9), START.plusSeconds(11), 8000));

        assertThat(window.tokensPerSecond(stretches)).hasValue(2000);
    }

    @Test
    void without_a_whole_step_there_is_no_rate() {
        assertThat(new Window(START, START.plusSeconds(1)).tokensPerSecond(List.of()))
                .isEmpty();
    }

    @Test
    void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assertThat(Window.median(List.of(4.0, 1.0, 3.0, 2.0))).hasValue(2.5);
        assertThat(Window.median(List.of(5.0, 1.0, 3.0))).hasValue(3);
    }
}
