package dev.iota.local.runner.chaos.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A control group of the kernel that limits memory, version 1 or 2.
 *
 * @param folder of the group
 * @param limit file that the most bytes are written to
 * @param usage file with the bytes in use
 * @param none what is written for no limit
 */
public record MemoryGroup(Path folder, String limit, String usage, String none) {
    /** How the names of ours begin; the process that runs the cells follows. */
    static final String PREFIX = "iota-chaos-";

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String PROCESSES = "cgroup.procs";

    /** Where such groups can be made; empty if nowhere. */
    public static Optional<Path> home() {
        var first = ROOT.resolve("memory");
        if (Files.isWritable(first.resolve(PROCESSES))) {
            return Optional.of(first);
        }
        return Files.exists(ROOT.resolve("cgroup.controllers")) && Files.isWritable(ROOT.resolve(PROCESSES))
                ? Optional.of(ROOT)
                : Optional.empty();
    }

    /** Makes a group without a limit. */
    public static MemoryGroup create(String name) throws IOException {
        var home = home().orElseThrow(() -> new IOException("no control group can be made"));
        var isFirst = home.endsWith("memory");
        if (!isFirst) {
            write(home.resolve("cgroup.subtree_control"), "+memory");
        }
        var folder = Files.createDirectories(home.resolve(PREFIX + name));
        return isFirst
                ? new MemoryGroup(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "-1")
                : new MemoryGroup(folder, "memory.max", "memory.current", "max");
    }

    /** Takes a process in; one that has ended meanwhile needs no limit. */
    public void take(long pid) {
        try {
            write(folder.resolve(PROCESSES), Long.toString(pid));
        } catch (IOException e) {
            // It has ended.
        }
    }

    public long bytes() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(usage)).strip());
    }

    public void limit(long bytes) throws IOException {
        write(folder.resolve(limit), Long.toString(bytes));
    }

    public void free() throws IOException {
        write(folder.resolve(limit), none);
    }

    public void remove() {
        Shell.run("rmdir", folder.toString());
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
