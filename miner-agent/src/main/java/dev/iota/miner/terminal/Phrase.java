package dev.iota.miner.terminal;

import dev.iota.agent.failure.AgentException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks for a secret phrase: never by an argument, which a process list and a shell's history show. */
public final class Phrase {
    private Phrase() {}

    /**
     * One line: typed without an echo where somebody sits at the terminal, else from the stream.
     *
     * @throws AgentException if there is none
     */
    public static String ask(@Nullable Console console, InputStream in) {
        var phrase = console != null && console.isTerminal() ? typed(console) : firstLine(in);
        if (phrase == null || phrase.isBlank()) {
            throw new AgentException("there is no phrase on standard input; type or pipe its words, in one line");
        }
        return phrase;
    }

    private static @Nullable String typed(Console console) {
        var letters = console.readPassword("Phrase (is not shown): ");
        return letters == null ? null : new String(letters);
    }

    private static @Nullable String firstLine(InputStream in) {
        try {
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
