package dev.iota.local.simulator.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final long WINDOW = 50_000;
    private static final long SECOND = 1_000_000;

    private final Windows windows = new Windows(WINDOW, Runnable::run);
    private final List<String> course = new ArrayList<>();

    @Test
    void what_one_side_sends_is_there_when_it_is_due_and_not_before() {
        windows.second()
                .at(
                        10,
                        () -> windows.toFirst(10 + WINDOW, () -> windows.first()
                                .at(
                                        10 + WINDOW,
                                        () -> course.add(
                                                "due at " + windows.first().micros()))));
        windows.first().at(20, () -> course.add("before"));
        windows.first().at(10 + WINDOW + 1, () -> course.add("after"));
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
        assertThat(windows.happened()).isEqualTo(6);
    }

    private void send(long there, int times) {
        windows.toFirst(there, () -> windows.first().at(there, () -> {
            course.add("asked at " + windows.first().micros());
            var back = there + WINDOW;
            windows.toSecond(back, () -> windows.second().at(back, () -> {
                course.add("answered at " + windows.second().micros());
                if (times > 1) {
                    send(back + WINDOW, times - 1);
                }
            }));
        }));
    }

    @Test
    void a_message_that_would_be_there_within_a_window_is_refused() {
        windows.first().at(10, () -> windows.toSecond(10 + WINDOW - 1, () -> course.add("too soon")));

        assertThatThrownBy(() -> pass(SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("49999 microseconds");
    }

    @Test
    void windows_in_which_nothing_is_due_are_passed_over() {
        windows.first().at(7 * SECOND, () -> course.add("first"));
        windows.second().at(3600 * SECOND, () -> course.add("second"));

        assertThat(pass(4000 * SECOND)).isEqualTo(2);
        assertThat(course).containsExactly("first", "second");
        assertThat(windows.seconds()).isEqualTo(4000);
    }

    @Test
    void nothing_happens_after_the_time_that_is_asked_for() {
        windows.first().at(10, () -> course.add("first"));
        windows.second().at(11, () -> course.add("second"));

        pass(10);
        assertThat(course).containsExactly("first");
        pass(11);
        assertThat(course).containsExactly("first", "second");
    }

    @Test
    void what_fails_on_the_other_thread_fails_here() {
        try (var beside = Executors.newSingleThreadExecutor()) {
            var both = new Windows(WINDOW, beside);
            both.second().at(1, () -> {
                throw new IllegalStateException("a rule is broken");
            });

            assertThatThrownBy(() -> both.next(SECOND)).hasRootCauseMessage("a rule is broken");
        }
    }

    private int pass(long until) {
        var played = 0;
        while (windows.next(until)) {
            played++;
        }
        return played;
    }
}
