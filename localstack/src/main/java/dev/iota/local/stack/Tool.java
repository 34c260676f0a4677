package dev.iota.local.stack;

import dev.iota.cloud.process.Supervised;
import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that is to end by itself, and ends well. */
final class Tool {
    private static final int LAST = 1;

    private Tool() {}

    /**
     * Runs it.
     *
     * @param what it does, for a message
     * @param log file that gets what it says
     * @throws CloudException if it fails, with the last line that it said
     */
    static void run(String what, ProcessBuilder builder, Path log)
            throws CloudException, IOException, InterruptedException {
        var process = Supervised.start(builder.redirectErrorStream(true).redirectOutput(log.toFile()));
        try {
            process.getOutputStream().close();
            if (process.waitFor() != 0) {
                throw new CloudException("%s: %s (all of it is in %s)".formatted(what, lastLine(log), log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String lastLine(Path log) throws IOException {
        var said =
                Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
        return said.isEmpty() ? "it said nothing" : List.copyOf(said).get(said.size() - LAST);
    }
}
