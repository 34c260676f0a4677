package dev.iota.local.runner.chaos.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processes by a mark in the environment that they inherited: it stays with them whoever their parent is, and in
 * whichever group or session they are.
 */
public final class MarkedProcesses {
    /** The variable; its value begins with the process that runs the cells. */
    public static final String VARIABLE = "IOTA_CHAOS_CELL";

    private static final Path ROOT = Path.of("/proc");
    private static final int SHOWN = 160;

    private MarkedProcesses() {}

    /** A process, its mark and its command line. */
    public record Marked(long pid, String mark, String command) {
        /** For people: without the class path and the like. */
        public String shown() {
            var begin = Math.max(0, command.length() - SHOWN);
            return "%d …%s".formatted(pid, command.substring(begin));
        }
    }

    /** Every living process that has any mark. */
    public static List<Marked> all() {
        var found = new ArrayList<Marked>();
        try (var folders = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            for (var folder : folders) {
                mark(folder)
                        .ifPresent(mark -> found.add(new Marked(
                                Long.parseLong(folder.getFileName().toString()),
                                mark,
                                read(folder.resolve("cmdline"))
                                        .replace('\0', ' ')
                                        .strip())));
            }
        } catch (IOException e) {
            return found; // not a system with such a folder
        }
        found.removeIf(process -> process.command().isEmpty()); // it has ended, but for its parent's asking
        return found;
    }

    public static List<Marked> of(String mark) {
        return all().stream().filter(process -> process.mark().equals(mark)).toList();
    }

    /** Ends them at once. */
    public static void kill(List<Marked> processes) {
        processes.forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }

    private static Optional<String> mark(Path process) {
        for (var variable : read(process.resolve("environ")).split("\0", -1)) {
            if (variable.startsWith(VARIABLE + "=")) {
                return Optional.of(variable.substring(VARIABLE.length() + 1));
            }
        }
        return Optional.empty();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has ended, or is not ours
        }
    }
}
