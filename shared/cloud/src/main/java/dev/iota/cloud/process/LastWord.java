package dev.iota.cloud.process;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/**
 * Why a process ends, in its own words: one line on standard error that its supervisor reads, so that the reason is
 * never a stack frame or whatever else came last.
 *
 * @param reason one sentence with the remedy
 */
public record LastWord(Kind kind, String reason) {
    /** Exit status of a process that the disk ended: its last word may not fit on that disk. */
    public static final int DISK_STATUS = 4;

    private static final String BEGINNING = "iota-last-word ";

    /** Whether starting again may help. */
    public enum Kind {
        /** It may: another try can go another way. */
        FAILED,
        /** The disk does not take what has to be written. */
        DISK,
        /** There is not enough memory. */
        MEMORY,
        /** A person has to put something right: an option, a key, a clock, a file. */
        WRONG;

        /** Whether the same end is certain if it is started again. */
        public boolean isLasting() {
            return this != FAILED;
        }
    }

    /** Says it, if somebody listens: a person who started the process reads the message that came before. */
    public void say(PrintWriter err) {
        if (Supervised.isSupervised()) {
            err.println(line());
            err.flush();
        }
    }

    /** Why an error that nobody expected ends a process; the sentence is one line. */
    public static LastWord of(Throwable error) {
        var kind = error instanceof OutOfMemoryError ? Kind.MEMORY : Kind.FAILED;
        return new LastWord(kind, sentence(error));
    }

    private static String sentence(Throwable error) {
        var text = error.toString().lines().findFirst().orElse("");
        return error instanceof OutOfMemoryError
                ? "%s: the heap of at most %s is full; give the process or its container more memory"
                        .formatted(text, MemoryCgroup.text(Runtime.getRuntime().maxMemory()))
                : text;
    }

    String line() {
        return BEGINNING + Json.write(this);
    }

    /** The last one among lines of a log; what is no such line, also one that the disk cut short, is passed over. */
    public static Optional<LastWord> in(List<String> lines) {
        for (var line : lines.reversed()) {
            if (line.startsWith(BEGINNING)) {
                try {
                    return Optional.of(Json.read(line.substring(BEGINNING.length()), LastWord.class));
                } catch (MalformedException e) {
                    // cut short: the one before it counts
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a line is for supervisors alone. */
    public static boolean isLine(String line) {
        return line.startsWith(BEGINNING);
    }
}
