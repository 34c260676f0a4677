package dev.iota.local.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> asked = new ArrayList<>();
    private final Interrupts interrupts = new Interrupts(now::get, () -> asked.add("finish"), () -> asked.add("stop"));

    @Test
    void the_first_signal_of_any_kind_finishes() {
        interrupts.arrived("SIGHUP");

        assertThat(asked).containsExactly("finish");
    }

    @Test
    void the_second_signal_stops() {
        interrupts.arrived("SIGINT");
        pass(Duration.ofSeconds(1));
        interrupts.arrived("SIGTERM");

        assertThat(asked).containsExactly("finish", "stop");
    }

    @Test
    void a_signal_to_a_process_and_to_its_group_is_one() {
        interrupts.arrived("SIGTERM");
        interrupts.arrived("SIGTERM");

        assertThat(asked).containsExactly("finish");
    }

    @Test
    void a_terminal_that_is_closed_is_heard_once_however_often_it_says_so() {
        interrupts.arrived("SIGHUP");
        pass(Duration.ofSeconds(1));
        interrupts.arrived("SIGHUP");
        pass(Duration.ofSeconds(1));
        interrupts.arrived("SIGINT");

        assertThat(asked).containsExactly("finish", "stop");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
