package dev.iota.cloud.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.terminal.Table.Cell;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final String HOTKEY = "5CdgH2mzbu5RYqqudM5pnXLm7B31GLYuq35bcHF7PMzCMeuB";

    private final Table table = new Table(List.of(
                    Column.name("miner", 13), Column.number("hops"), Column.word("state"), Column.text("why", 6)))
            .row(HOTKEY, 12, new Cell("ready", Ink.GOOD), "two leases ran out")
            .row("5F", 1234, "silent", "");

    @Test
    void in_a_file_it_is_as_wide_as_its_texts() {
        assertThat(table.lines(Terminal.NONE))
                .containsExactly(
                        "miner                                             hops  state   why",
                        HOTKEY + "    12  ready   two leases ran out",
                        "5F                                                1234  silent");
    }

    @Test
    void at_a_narrow_terminal_the_widest_columns_are_cut_first() {
        assertThat(table.lines(terminal(50, false)))
                .containsExactly(
                        "miner              hops  state   why",
                        "5CdgH2mz…PMzCMeuB    12  ready   two leases ran o…",
                        "5F                 1234  silent")
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(50));
    }

    @Test
    void columns_for_which_there_is_no_room_at_all_are_named() {
        assertThat(table.lines(terminal(24, false)))
                .containsExactly(
                        "miner               hops",
                        "5CdgH2mzb…PMzCMeuB    12",
                        "5F                  1234",
                        "(no room for: state, why)");
    }

    @RepeatedTest(50)
    void no_line_of_it_is_wider_than_the_terminal(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var wide = new Table(List.of(
                Column.name("a", 3 + random.nextInt(9)), Column.number("b"), Column.text("c", 2), Column.word("d")));
        for (var row = 0; row < 5; row++) {
            wide.row("x".repeat(random.nextInt(60)), random.nextInt(1000), "y".repeat(random.nextInt(90)), "z");
        }
        var columns = 20 + random.nextInt(120);
        var lines = wide.lines(terminal(columns, false));
        assertThat(lines.subList(0, 6))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
    }

    @Test
    void colours_are_for_those_who_want_them() {
        assertThat(table.lines(terminal(120, true)).get(1)).contains("\u001b[32mready\u001b[0m");
        assertThat(table.lines(terminal(120, false)).get(1)).doesNotContain("\u001b");
        assertThat(table.lines(Terminal.NONE).get(1)).doesNotContain("\u001b");
    }

    @Test
    void what_a_miner_says_moves_no_cursor_and_changes_no_colour() {
        var lines = new Table(List.of(Column.word("device")))
                .row("\u001b[2J\u001b]0;title\u0007gpu\r\n\u202etxt<script>")
                .lines(Terminal.NONE);
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).isEqualTo(" [2J ]0;title gpu   txt<script>");
    }

    @Test
    void a_terminal_is_asked_for_its_width_where_the_environment_does_not_say_it() {
        assertThat(Terminal.of(true, Map.of("COLUMNS", "132"), Optional::empty).columns())
                .hasValue(132);
        assertThat(Terminal.of(true, Map.of(), () -> Optional.of("50 100\n")).columns())
                .hasValue(100);
        assertThat(Terminal.of(true, Map.of("COLUMNS", "wide"), Optional::empty).columns())
                .hasValue(80);
        assertThat(Terminal.of(true, Map.of("COLUMNS", "3"), Optional::empty).columns())
                .hasValue(20);
        assertThat(Terminal.of(false, Map.of("COLUMNS", "132"), Optional::empty))
                .isEqualTo(Terminal.NONE);
    }

    @Test
    void a_terminal_has_no_colours_where_the_environment_says_so() {
        assertThat(Terminal.of(true, Map.of(), Optional::empty).coloured()).isTrue();
        assertThat(Terminal.of(true, Map.of("NO_COLOR", "1"), Optional::empty).coloured())
                .isFalse();
        assertThat(Terminal.of(true, Map.of("NO_COLOR", ""), Optional::empty).coloured())
                .isTrue();
        assertThat(Terminal.of(true, Map.of("TERM", "dumb"), Optional::empty).coloured())
                .isFalse();
    }

    private static Terminal terminal(int columns, boolean coloured) {
        return new Terminal(true, coloured, OptionalInt.of(columns));
    }
}
