package dev.iota.cloud.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a program writes to.
 *
 * @param watched whether it is a terminal, at which a line can be refreshed
 * @param coloured whether the person at it wants colours
 * @param columns that fit in a line; none in a file or a pipe, where any line fits
 */
public record Terminal(boolean watched, boolean coloured, OptionalInt columns) {
    /** A file or a pipe. */
    public static final Terminal NONE = new Terminal(false, false, OptionalInt.empty());

    /** Of a terminal that does not say how many it has. */
    private static final int USUAL_COLUMNS = 80;

    private static final int FEWEST = 20;
    private static final long PATIENCE_SECONDS = 2;

    /** What this process writes to. */
    // from JDK 25 on it is null again without a terminal
    @SuppressWarnings("SystemConsoleNull")
    public static Terminal ofThisProcess() {
        var console = System.console();
        return of(console != null && console.isTerminal(), System.getenv(), Terminal::asked);
    }

    /**
     * @param size asks the terminal for its rows and columns
     */
    static Terminal of(boolean watched, Map<String, String> environment, Supplier<Optional<String>> size) {
        if (!watched) {
            return NONE;
        }
        // Whoever sets it to anything wants no colours: see no-color.org.
        var coloured = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        var told = number(environment.getOrDefault("COLUMNS", ""));
        var columns = told.isPresent()
                ? told
                : size.get()
                        .map(text -> text.strip().split(" "))
                        .filter(parts -> parts.length == 2)
                        .map(parts -> number(parts[1]))
                        .orElse(OptionalInt.empty());
        return new Terminal(true, coloured, OptionalInt.of(Math.max(FEWEST, columns.orElse(USUAL_COLUMNS))));
    }

    private static OptionalInt number(String text) {
        return text.matches("[1-9][0-9]{0,3}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    /** Java does not know it. */
    private static Optional<String> asked() {
        try {
            var process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var out = process.getInputStream()) {
                var text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
                        ? Optional.of(text)
                        : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty(); // there is no such program, or no such file
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A text as it is shown: one line, without anything that would move the cursor or change the colours. */
    public static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
    }
}
