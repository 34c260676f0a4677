package dev.iota.local.runner.bench;

import dev.iota.core.base.FileReason;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Gives processes the machine in turns: those that wait are stopped by the kernel and use none of it. */
public final class Turns {
    private Turns() {}

    public static void pause(Collection<Long> pids) throws InterruptedException {
        signal("-STOP", pids);
    }

    public static void resume(Collection<Long> pids) throws InterruptedException {
        signal("-CONT", pids);
    }

    private static void signal(String signal, Collection<Long> pids) throws InterruptedException {
        var command = Stream.concat(
                        Stream.of("kill", signal), List.copyOf(pids).stream().map(String::valueOf))
                .toList();
        try {
            var status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new RunnerException("a process of the measurement has ended (%s gave %d)", command, status);
            }
        } catch (IOException e) {
            throw new RunnerException(e, "cannot run %s: %s", command, FileReason.of(e));
        }
    }
}
