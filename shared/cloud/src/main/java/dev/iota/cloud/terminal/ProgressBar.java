package dev.iota.cloud.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * How far something slow is: a bar that is drawn anew at a terminal, with the time that is left; a line for each tenth
 * anywhere else. In its first second it says nothing but its end. It never goes back. Not for several threads.
 */
public final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final int TENTHS = 10;
    private static final int PERCENT = 100;
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final PrintWriter out;
    private final String what;
    private final Terminal terminal;
    private final InstantSource clock;
    private final Instant began;
    private double part;
    private int shown = -1;

    /** @param what is done, such as {@code tokenising} */
    public ProgressBar(PrintWriter out, String what, Terminal terminal, InstantSource clock) {
        this.out = out;
        this.what = what;
        this.terminal = terminal;
        this.clock = clock;
        this.began = clock.instant();
    }

    /** On standard error, as the terminal allows. */
    public static ProgressBar of(PrintWriter err, String what) {
        return new ProgressBar(err, what, Terminal.ofThisProcess(), InstantSource.system());
    }

    /** @param detail what else to say, short */
    public void update(long done, long all, String detail) {
        part = Math.max(part, all <= 0 ? 0 : Math.clamp((double) done / all, 0, 1));
        var spent = Duration.between(began, clock.instant());
        var steps = (int) (part * (terminal.watched() ? PERCENT : TENTHS));
        if (steps == shown || (part < 1 && spent.compareTo(SHORT) < 0)) {
            return;
        }
        shown = steps;
        if (terminal.watched()) {
            var full = (int) (part * WIDTH);
            var line = "%s [%s%s] %3.0f %%%s %s"
                    .formatted(what, "█".repeat(full), "░".repeat(WIDTH - full), PERCENT * part, left(spent), detail);
            out.print("\r"
                    + line.substring(
                            0, Math.min(line.length(), terminal.columns().orElse(line.length()) - 1)) + "\u001b[K");
            out.flush();
        } else {
            out.println(String.format(Locale.ROOT, "%s: %.0f %% %s", what, PERCENT * part, detail)
                    .strip());
        }
    }

    private String left(Duration spent) {
        if (part == 0 || part == 1) {
            return "";
        }
        var seconds = (long) (spent.toSeconds() * (1 - part) / part);
        return ", %d:%02d left".formatted(seconds / 60, seconds % 60);
    }

    @Override
    public void close() {
        if (terminal.watched() && shown >= 0) {
            out.println();
        }
    }
}
