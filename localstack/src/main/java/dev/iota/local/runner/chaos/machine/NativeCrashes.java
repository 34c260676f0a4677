package dev.iota.local.runner.chaos.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Ends of a virtual machine that are defects of native code, by the files that they leave and by their statuses. */
public final class NativeCrashes {
    private static final String FILE = "hs_err_pid";

    /** SIGABRT and SIGSEGV, as the shell counts them. */
    private static final Pattern STATUS = Pattern.compile("(\\S+) ended with status (134|139)");

    private NativeCrashes() {}

    public static List<String> in(Path folder, String output) {
        var statuses = STATUS.matcher(output).results().map(found -> "native code crashed: " + found.group());
        try (var files = Files.walk(folder)) {
            var left = files.filter(file -> file.getFileName().toString().startsWith(FILE))
                    .map(file -> "native code crashed and left " + file.getFileName())
                    .toList();
            return Stream.concat(left.stream(), statuses).distinct().toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return statuses.distinct().toList(); // a file vanished meanwhile
        }
    }
}
