package dev.iota.cloud.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    private final StringWriter out = new StringWriter();
    private Instant now = START;

    @Test
    void in_a_file_there_is_a_line_for_each_tenth() {
        try (var bar = bar(Terminal.NONE)) {
            now = START.plusSeconds(10);
            bar.update(10, 100, "a");
            bar.update(11, 100, "b");
            bar.update(20, 100, "");
            bar.update(100, 100, "");
        }
        assertThat(out.toString().lines()).containsExactly("merging: 10 % a", "merging: 20 %", "merging: 100 %");
    }

    @Test
    void at_a_terminal_one_line_is_drawn_anew_and_says_what_is_left() {
        try (var bar = bar(new Terminal(true, true, OptionalInt.of(80)))) {
            now = START.plusSeconds(30);
            bar.update(1, 4, "");
        }
        assertThat(out.toString()).startsWith("\rmerging [███████░").contains(" 25 %, 1:30 left");
    }

    @Test
    void a_bar_never_wraps_a_line() {
        try (var bar = bar(new Terminal(true, true, OptionalInt.of(30)))) {
            now = START.plusSeconds(30);
            bar.update(1, 4, "of very much more than fits");
        }
        assertThat(out.toString().replaceAll("\u001b\\[K|[\r\n]", "").length()).isLessThan(30);
    }

    @Test
    void it_never_goes_back() {
        try (var bar = bar(Terminal.NONE)) {
            now = START.plusSeconds(30);
            bar.update(50, 100, "");
            bar.update(30, 100, "");
            bar.update(60, 100, "");
        }
        assertThat(out.toString().lines()).containsExactly("merging: 50 %", "merging: 60 %");
    }

    @Test
    void what_takes_less_than_a_second_says_its_end_alone() {
        try (var bar = bar(Terminal.NONE)) {
            bar.update(1, 2, "");
            bar.update(2, 2, "");
        }
        assertThat(out.toString().lines()).containsExactly("merging: 100 %");
    }

    private ProgressBar bar(Terminal terminal) {
        return new ProgressBar(new PrintWriter(out), "merging", terminal, () -> now);
    }
}
