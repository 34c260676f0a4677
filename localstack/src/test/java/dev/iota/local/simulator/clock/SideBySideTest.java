package dev.iota.local.simulator.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final long WINDOW = 50_000;
    private static final long SECOND = 1_000_000;

    private final SideBySide sides = new SideBySide(WINDOW, Runnable::run);
    private final List<String> course = new ArrayList<>();

    @Test
    void what_one_side_sends_is_there_when_it_is_due_and_not_before() {
        sides.second()
                .at(
                        10,
                        () -> sides.toFirst(10 + WINDOW, () -> sides.first()
                                .at(
                                        10 + WINDOW,
                                        () -> course.add(
                                                "due at " + sides.first().micros()))));
        sides.first().at(20, () -> course.add("before"));
        sides.first().at(10 + WINDOW + 1, () -> course.add("after"));
        pass(SECOND);

        assertThat(course).containsExactly("before", "due at 50010", "after");
    }

    @Test
    void two_sides_that_answer_each_other_do_so_once_a_window() {
        send(WINDOW, 3);
        pass(SECOND);

        assertThat(course)
                .containsExactly(
                        "asked at 50000",
                        "answered at 100000",
                        "asked at 150000",
                        "answered at 200000",
                        "asked at 250000",
                        "answered at 300000");
        assertThat(sides.happened()).isEqualTo(6);
    }

    private void send(long there, int times) {
        sides.toFirst(there, () -> sides.first().at(there, () -> {
            course.add("asked at " + sides.first().micros());
            var back = there + WINDOW;
            sides.toSecond(back, () -> sides.second().at(back, () -> {
                course.add("answered at " + sides.second().micros());
                if (times > 1) {
                    send(back + WINDOW, times - 1);
                }
            }));
        }));
    }

    @Test
    void a_message_that_would_be_there_within_a_window_is_refused() {
        sides.first().at(10, () -> sides.toSecond(10 + WINDOW - 1, () -> course.add("too soon")));

        assertThatThrownBy(() -> pass(SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("49999 microseconds");
    }

    @Test
    void windows_in_which_nothing_is_due_are_passed_over() {
        sides.first().at(7 * SECOND, () -> course.add("first"));
        sides.second().at(3600 * SECOND, () -> course.add("second"));

        assertThat(pass(4000 * SECOND)).isEqualTo(2);
        assertThat(course).containsExactly("first", "second");
        assertThat(sides.seconds()).isEqualTo(4000);
    }

    @Test
    void nothing_happens_after_the_time_that_is_asked_for() {
        sides.first().at(10, () -> course.add("first"));
        sides.second().at(11, () -> course.add("second"));

        pass(10);
        assertThat(course).containsExactly("first");
        pass(11);
        assertThat(course).containsExactly("first", "second");
    }

    @Test
    void what_fails_on_the_other_thread_fails_here() {
        try (var beside = Executors.newSingleThreadExecutor()) {
            var both = new SideBySide(WINDOW, beside);
            both.second().at(1, () -> {
                throw new IllegalStateException("a rule is broken");
            });

            assertThatThrownBy(() -> both.next(SECOND)).hasRootCauseMessage("a rule is broken");
        }
    }

    private int pass(long until) {
        var played = 0;
        while (sides.next(until)) {
            played++;
        }
        return played;
    }
}
