package dev.iota.cloud.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for people. In a file or a pipe it is as wide as its texts are. At a terminal the widest of the columns that
 * may be cut are cut until a line fits; if that is not enough, the last columns are left out, and a line below names
 * them.
 */
public final class Table {
    private static final String BETWEEN = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** A text in an ink. */
    public record Cell(String text, Ink ink) {
        public Cell {
            text = Terminal.plain(text);
        }

        public static Cell of(Object value) {
            return new Cell(String.valueOf(value), Ink.USUAL);
        }
    }

    /** Adds a row; what is no {@link Cell} is shown as its text. */
    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("%d cells for %d columns".formatted(cells.length, columns.size()));
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> cell instanceof Cell one ? one : Cell.of(cell))
                .toList());
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** A line of titles, and one for each row. */
    public List<String> lines(Terminal terminal) {
        var widths = new int[columns.size()];
        for (var column = 0; column < widths.length; column++) {
            widths[column] = natural(column);
        }
        var shown = fit(widths, terminal.columns().orElse(Integer.MAX_VALUE));
        var lines = new ArrayList<String>();
        var titles = columns.stream()
                .map(column -> new Cell(column.title(), Ink.STRONG))
                .toList();
        lines.add(line(titles, widths, shown, terminal));
        rows.forEach(row -> lines.add(line(row, widths, shown, terminal)));
        if (shown < widths.length) {
            var left = columns.subList(shown, widths.length).stream()
                    .map(Column::title)
                    .toList();
            lines.add(Ink.FAINT.on(terminal, "(no room for: %s)".formatted(String.join(", ", left))));
        }
        return lines;
    }

    private int natural(int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column).text().length())
                .reduce(columns.get(column).title().length(), Math::max);
    }

    /** Cuts columns; returns how many can be shown. */
    private int fit(int[] widths, int room) {
        for (var shown = widths.length; shown > 1; shown--) {
            var tried = widths.clone();
            var over = width(tried, shown) - (long) room;
            while (over > 0) {
                var widest = widest(tried, shown);
                if (widest < 0) {
                    break;
                }
                tried[widest]--;
                over--;
            }
            if (over <= 0) {
                System.arraycopy(tried, 0, widths, 0, widths.length);
                return shown;
            }
        }
        return 1;
    }

    private static long width(int[] widths, int shown) {
        var width = (long) BETWEEN.length() * (shown - 1);
        for (var column = 0; column < shown; column++) {
            width += widths[column];
        }
        return width;
    }

    /** The widest column that may be cut further; −1 if there is none. */
    private int widest(int[] widths, int shown) {
        var widest = -1;
        for (var column = 0; column < shown; column++) {
            var least = columns.get(column).least();
            var cuttable = least > 0 && widths[column] > Math.max(least, 2);
            if (cuttable && (widest < 0 || widths[column] > widths[widest])) {
                widest = column;
            }
        }
        return widest;
    }

    private String line(List<Cell> cells, int[] widths, int shown, Terminal terminal) {
        var line = new StringBuilder();
        for (var i = 0; i < shown; i++) {
            var column = columns.get(i);
            var text = column.cut(cells.get(i).text(), widths[i]);
            var space = " ".repeat(widths[i] - text.length());
            var inked = cells.get(i).ink().on(terminal, text);
            line.append(i == 0 ? "" : BETWEEN).append(column.right() ? space + inked : inked + space);
        }
        return line.toString().stripTrailing();
    }
}
