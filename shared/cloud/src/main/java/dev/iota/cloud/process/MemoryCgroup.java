package dev.iota.cloud.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory limits that a container or a service sets for a process: those of its control group and of every group
 * around it, as Linux shows them in files (versions 1 and 2). Where there are no such files there is no limit.
 *
 * @param names of the files of each group
 * @param groups folders, from the group of the process outwards
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files">version 2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">version 1</a>
 */
public record MemoryCgroup(Names names, List<Path> groups) {
    private static final String CONTROLLER = "memory";
    private static final String OOM_KILLS = "oom_kill ";

    /** Version 1 says "no limit" by a number near 2⁶³, rounded to pages. */
    private static final long UNLIMITED = 1L << 62;

    private static final double GIB = 1L << 30;

    /** The files of a group; {@code cache} is the line of {@code stat} for pages that are given back when asked for. */
    public record Names(String limit, String used, String cache, String events) {
        static final String STAT = "memory.stat";
        static final Names V1 = new Names(
                "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ", "memory.oom_control");
        static final Names V2 = new Names("memory.max", "memory.current", "inactive_file ", "memory.events");
    }

    public MemoryCgroup {
        groups = List.copyOf(groups);
    }

    /** Of this process. */
    public static MemoryCgroup ofThisProcess() {
        return of(Path.of("/"), ProcessHandle.current().pid());
    }

    /** @param root of the file system, but in tests: {@code proc} and {@code sys/fs/cgroup} lie there */
    public static MemoryCgroup of(Path root, long pid) {
        var mount = root.resolve("sys").resolve("fs").resolve("cgroup");
        var lines = read(root.resolve("proc").resolve(Long.toString(pid)).resolve("cgroup"))
                .map(text -> text.lines().map(line -> line.split(":", 3)).toList())
                .orElse(List.of());
        for (var line : lines) {
            if (line.length == 3 && List.of(line[1].split(",")).contains(CONTROLLER)) {
                return new MemoryCgroup(Names.V1, groups(mount.resolve(CONTROLLER), line[2]));
            }
        }
        for (var line : lines) {
            if (line.length == 3 && line[1].isEmpty()) {
                return new MemoryCgroup(Names.V2, groups(mount, line[2]));
            }
        }
        return new MemoryCgroup(Names.V2, List.of());
    }

    /** A container may not see the folders of groups outside it; what it sees is what counts for it. */
    private static List<Path> groups(Path mount, String path) {
        var groups = new ArrayList<Path>();
        var group = mount.resolve(path.replaceFirst("^/+", "")).normalize();
        while (group != null && group.startsWith(mount)) {
            if (Files.isDirectory(group)) {
                groups.add(group);
            }
            group = group.getParent();
        }
        if (groups.isEmpty() && Files.isDirectory(mount)) {
            groups.add(mount);
        }
        return groups;
    }

    /** The smallest limit, in bytes. */
    public OptionalLong limitBytes() {
        return groups.stream().flatMapToLong(group -> limit(group).stream()).min();
    }

    /** What is left below the limits, in bytes; pages of files that can be given back are not counted as used. */
    public OptionalLong availableBytes() {
        return groups.stream()
                .flatMapToLong(group -> limit(group).stream()
                        .map(limit -> Math.max(0, limit - Math.max(0, number(group, names.used()) - cache(group)))))
                .min();
    }

    /** The smaller one of this limit and what the machine has. */
    public long within(long machineBytes) {
        return Math.min(machineBytes, limitBytes().orElse(machineBytes));
    }

    /** Whether its group lies somewhere in the other one, as that of a process does which has just ended. */
    public boolean isInside(MemoryCgroup other) {
        return groups.size() > other.groups.size() && groups.containsAll(other.groups);
    }

    /** How many processes of the group were killed for want of memory so far. */
    public long oomKills() {
        return groups.isEmpty() ? 0 : line(groups.getFirst().resolve(names.events()), OOM_KILLS);
    }

    /** Such as {@code 2.00 GiB}. */
    public static String text(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / GIB);
    }

    private OptionalLong limit(Path group) {
        var text = read(group.resolve(names.limit())).map(String::strip).orElse("");
        if (!text.matches("\\d{1,18}")) {
            return OptionalLong.empty(); // "max", a number of 19 digits, or no such file
        }
        var bytes = Long.parseLong(text);
        return bytes < UNLIMITED ? OptionalLong.of(bytes) : OptionalLong.empty();
    }

    private long cache(Path group) {
        return line(group.resolve(Names.STAT), names.cache());
    }

    private static long number(Path group, String file) {
        return read(group.resolve(file))
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static long line(Path file, String beginning) {
        return read(file)
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith(beginning)).findFirst())
                .map(line -> line.substring(beginning.length()).strip())
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
