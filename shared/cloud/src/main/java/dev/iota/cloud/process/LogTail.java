package dev.iota.cloud.process;

import dev.iota.core.base.FileReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Why a process ended, in what it wrote: its last word, or else the last line that says something. */
public final class LogTail {
    private static final String NOTHING = "(nothing)";

    /** Of Java, JavaScript and Python. */
    private static final Pattern FRAME =
            Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ (more|common frames omitted)|File \".*\", line \\d+.*)");

    /** What a JVM says after the reason for which it does not start. */
    private static final Set<String> AFTERWARDS = Set.of(
            "Error: Could not create the Java Virtual Machine.",
            "Error: A fatal exception has occurred. Program will exit.");

    private static final String CAUSE = "Caused by: ";

    private LogTail() {}

    /** The reason in a log, or why that cannot be read. */
    public static String reason(Path log) {
        try {
            var lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return LastWord.in(lines).map(LastWord::reason).orElseGet(() -> lastLine(lines));
        } catch (IOException e) {
            return "(its log cannot be read: %s)".formatted(FileReason.of(e));
        }
    }

    /** The last line that says something, which is no frame of a stack. */
    public static String lastLine(List<String> log) {
        var line = log.stream()
                .filter(said -> !said.isBlank() && !LastWord.isLine(said) && !AFTERWARDS.contains(said.strip()))
                .filter(said -> !FRAME.matcher(said).matches())
                .reduce((before, said) -> said)
                .orElse(NOTHING);
        return line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : line;
    }
}
