package dev.iota.local.runner.process;

import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.LogTail;
import dev.iota.cloud.process.MemoryCgroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a process ended.
 *
 * @param reason one sentence, with the remedy where there is one
 * @param isLasting whether it would end in the same way if it were started again
 */
public record Death(String reason, boolean isLasting) {
    private static final int SIGNALLED = 128;
    private static final int SIGKILL = 9;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", SIGKILL,
            "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    /**
     * What is known of an end.
     *
     * @param status as the shell counts it
     * @param log what the process wrote to standard error, line by line
     * @param outOfMemory whether the kernel killed a process of its control group since it was last seen alive
     * @param memoryLimit of its control group, if there is one
     * @param fullDisk a sentence, if the disk of its log is full
     */
    record Evidence(
            int status, List<String> log, boolean outOfMemory, OptionalLong memoryLimit, Optional<String> fullDisk) {}

    static Death of(Evidence evidence) {
        var signal = evidence.status() - SIGNALLED;
        if (signal == SIGKILL && evidence.outOfMemory()) {
            return new Death(forMemory(evidence.memoryLimit()), true);
        }
        var word = LastWord.in(evidence.log());
        if (word.isPresent()) {
            return new Death(word.get().reason(), word.get().kind().isLasting());
        }
        if (evidence.fullDisk().isPresent()) {
            return new Death(evidence.fullDisk().get(), true);
        }
        if (SIGNALS.containsKey(signal)) {
            return new Death("killed by signal %d (%s)".formatted(signal, SIGNALS.get(signal)), false);
        }
        return new Death(LogTail.lastLine(evidence.log()), false);
    }

    private static String forMemory(OptionalLong limit) {
        return limit.isPresent()
                ? ("killed for memory: the limit of the container is %s; raise it, or take a smaller preset or fewer"
                                + " miners")
                        .formatted(MemoryCgroup.text(limit.getAsLong()))
                : "killed for memory: the machine has no more; take a smaller preset or fewer miners";
    }
}
