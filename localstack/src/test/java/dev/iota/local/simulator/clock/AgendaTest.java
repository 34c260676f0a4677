package dev.iota.local.simulator.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private final Agenda agenda = new Agenda();
    private final List<String> course = new ArrayList<>();

    @Test
    void things_happen_in_the_order_of_time_and_of_asking() {
        agenda.afterSeconds(900, () -> course.add("last"));
        agenda.afterMillis(5, () -> course.add("second"));
        agenda.afterMillis(5, () -> course.add("third"));
        agenda.afterMillis(1, () -> {
            course.add("first");
            agenda.afterMillis(0, () -> course.add("at once"));
        });
        pass(1000);

        assertThat(course).containsExactly("first", "at once", "second", "third", "last");
        assertThat(agenda.seconds()).isEqualTo(900);
    }

    @Test
    void nothing_happens_after_the_time_that_is_asked_for() {
        agenda.afterSeconds(10, () -> course.add("later"));
        pass(9.9);
        assertThat(course).isEmpty();
        pass(10);
        assertThat(course).containsExactly("later");
    }

    @Test
    void time_never_goes_back_however_much_is_asked_for() {
        var random = new SplittableRandom(1);
        var times = new ArrayList<Double>();
        for (var i = 0; i < 5000; i++) {
            agenda.afterSeconds(random.nextDouble() * 30, () -> {
                times.add(agenda.seconds());
                if (random.nextInt(3) == 0) {
                    agenda.afterSeconds(random.nextDouble() * 30, () -> times.add(agenda.seconds()));
                }
            });
        }
        pass(100);

        assertThat(times).isSorted().hasSizeGreaterThan(6000);
    }

    private void pass(double seconds) {
        var goesOn = true;
        while (goesOn) {
            goesOn = agenda.next((long) (seconds * 1e6));
        }
    }
}
