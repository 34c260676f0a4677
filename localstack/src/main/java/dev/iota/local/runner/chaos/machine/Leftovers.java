package dev.iota.local.runner.chaos.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an earlier command left that was killed: processes and control groups. Its mounts and network ended with it. */
public final class Leftovers {
    private Leftovers() {}

    /** Removes what belongs to no living command. */
    public static void clear() {
        MarkedProcesses.kill(MarkedProcesses.all().stream()
                .filter(process -> isDead(process.mark()))
                .toList());
        MemoryGroup.home().ifPresent(Leftovers::clearGroups);
    }

    private static void clearGroups(Path home) {
        try (var groups = Files.newDirectoryStream(home, MemoryGroup.PREFIX + "*")) {
            for (var group : groups) {
                if (isDead(group.getFileName().toString().substring(MemoryGroup.PREFIX.length()))) {
                    Shell.run("rmdir", group.toString());
                }
            }
        } catch (IOException e) {
            // They can wait for the next one.
        }
    }

    /** A mark begins with the process that runs the cells. */
    public static String mark(long pid, int number) {
        return "%d-%d".formatted(pid, number);
    }

    private static boolean isDead(String mark) {
        try {
            return ProcessHandle.of(Long.parseLong(mark.split("-", -1)[0])).isEmpty();
        } catch (NumberFormatException e) {
            return false; // not ours
        }
    }
}
