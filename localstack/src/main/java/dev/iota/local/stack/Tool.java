package dev.iota.local.stack;

import dev.iota.cloud.process.LogTail;
import dev.iota.cloud.process.Supervised;
import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.nio.file.Path;

/** A program that is to end by itself, and ends well. */
final class Tool {
    private Tool() {}

    /**
     * Runs it.
     *
     * @param what it does, for a message
     * @param log file that gets what it says
     * @throws CloudException if it fails, with its reason
     */
    static void run(String what, ProcessBuilder builder, Path log)
            throws CloudException, IOException, InterruptedException {
        var process = Supervised.start(builder.redirectErrorStream(true).redirectOutput(log.toFile()));
        try {
            process.getOutputStream().close();
            if (process.waitFor() != 0) {
                throw new CloudException("%s: %s (its log is %s)".formatted(what, LogTail.reason(log), log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
