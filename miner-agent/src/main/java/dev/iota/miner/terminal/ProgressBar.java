package dev.iota.miner.terminal;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far something slow is: a bar that is drawn anew in a terminal, a line for each tenth anywhere else. Not for
 * several threads.
 */
public final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final int TENTHS = 10;
    private static final int PERCENT = 100;

    private final PrintWriter out;
    private final String what;
    private final boolean terminal;
    private int shown = -1;

    ProgressBar(PrintWriter out, String what, boolean terminal) {
        this.out = out;
        this.what = what;
        this.terminal = terminal;
    }

    /** On standard error, as the terminal allows. */
    // from JDK 25 on it is null again without a terminal
    @SuppressWarnings("SystemConsoleNull")
    public static ProgressBar of(PrintWriter err, String what) {
        var console = System.console();
        return new ProgressBar(err, what, console != null && console.isTerminal());
    }

    /** @param detail what else to say, short */
    public void update(long done, long all, String detail) {
        var part = all <= 0 ? 0 : Math.clamp((double) done / all, 0, 1);
        var steps = (int) (part * (terminal ? PERCENT : TENTHS));
        if (steps == shown) {
            return;
        }
        shown = steps;
        if (terminal) {
            var full = (int) (part * WIDTH);
            out.print(String.format(
                    Locale.ROOT,
                    "\r%s [%s%s] %3.0f %% %s\u001b[K",
                    what,
                    "█".repeat(full),
                    "░".repeat(WIDTH - full),
                    PERCENT * part,
                    detail));
            out.flush();
        } else {
            out.println(String.format(Locale.ROOT, "%s: %.0f %% %s", what, PERCENT * part, detail));
        }
    }

    @Override
    public void close() {
        if (terminal && shown >= 0) {
            out.println();
        }
    }
}
