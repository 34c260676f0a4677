package dev.iota.local.runner.display;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What the person sees: sentences, and the status in one line that is refreshed, or on a file or pipe written every ten
 * seconds.
 */
public final class Display {
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(10);

    /** ANSI: back to the beginning of the line and clear it. */
    private static final String REWIND = "\r\u001b[K";

    /** ANSI: red, and the usual colour again. */
    private static final String RED = "\u001b[31m";

    private static final String USUAL = "\u001b[0m";

    /** Whoever sets it to anything wants no colours: see no-color.org. */
    private static final String NO_COLOR = "NO_COLOR";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    private final int columns;
    private final InstantSource clock;
    private Instant nextPlain = Instant.MIN;
    private boolean open;

    /**
     * @param terminal whether a person watches, and a line can be refreshed
     * @param colours whether the person wants them, if one watches
     * @param columns of the terminal; longer lines would wrap and could not be refreshed
     */
    public Display(PrintStream out, boolean terminal, boolean colours, int columns, InstantSource clock) {
        this.out = out;
        this.terminal = terminal;
        this.colours = terminal && colours;
        this.columns = columns;
        this.clock = clock;
    }

    /**
     * Standard output, refreshed if a person watches.
     *
     * @param columns of a terminal that does not say how many it has
     */
    // JDK 25 went back to a console that is null without a terminal (JDK-8351435)
    @SuppressWarnings("SystemConsoleNull")
    public static Display ofThisTerminal(int columns, InstantSource clock) {
        var console = System.console();
        var told = System.getenv("COLUMNS");
        return new Display(
                System.out,
                console != null && console.isTerminal(),
                System.getenv().getOrDefault(NO_COLOR, "").isEmpty(),
                told != null && told.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(told) : columns,
                clock);
    }

    /** A sentence that stays. */
    public synchronized void say(String sentence, Object... values) {
        closeLine();
        out.println(sentence.formatted(values));
        out.flush();
    }

    /** A sentence that stays and that nobody may overlook. */
    public synchronized void warn(String sentence) {
        say("%s", (colours ? RED : "") + "warning: " + sentence + (colours ? USUAL : ""));
    }

    /** Replaces the last status. */
    public synchronized void show(TrainingStatus runStatus) {
        if (terminal) {
            refresh(runStatus.line());
            return;
        }
        var now = clock.instant();
        if (!now.isBefore(nextPlain)) {
            nextPlain = now.plus(PLAIN_EVERY);
            say("%s", runStatus.line());
        }
    }

    /** Replaces the last line about something slow, where a person watches; anywhere else it says nothing. */
    synchronized void progress(String line) {
        if (terminal) {
            refresh(line);
        }
    }

    private void refresh(String line) {
        out.print(REWIND + line.substring(0, Math.min(line.length(), columns - 1)));
        out.flush();
        open = true;
    }

    private void closeLine() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
