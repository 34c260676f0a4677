package dev.iota.local.runner.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param name in messages, in the report, and of its log file
 * @param command program and arguments
 * @param environment on top of ours
 * @param out file that its standard output is appended to
 * @param log file that its standard error is appended to; may be the same
 */
public record Launch(String name, List<String> command, Map<String, String> environment, Path out, Path log) {
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** With one file for everything that it writes. */
    public Launch(String name, List<String> command, Map<String, String> environment, Path log) {
        this(name, command, environment, log, log);
    }
}
