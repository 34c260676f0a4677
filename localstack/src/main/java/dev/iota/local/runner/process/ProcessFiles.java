package dev.iota.local.runner.process;

import dev.iota.cloud.process.MemoryCgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * What the kernel knows about processes, from {@code /proc}; empty where there is no such folder, or no such process
 * any more.
 */
public final class ProcessFiles {
    private static final long KIBI = 1024;

    /** In {@code /proc/PID/stat}, counted after the command's name: time in user mode, and in the kernel. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    /** The kernel reports times in hundredths of a second on every architecture (USER_HZ). */
    private static final int TICKS_PER_SECOND = 100;

    private final Path root;

    /** @param root {@code /proc}, but in tests */
    ProcessFiles(Path root) {
        this.root = root;
    }

    public static ProcessFiles ofKernel() {
        return new ProcessFiles(Path.of("/proc"));
    }

    /** Bytes of a process that are in memory now (resident set). */
    public OptionalLong residentBytes(long pid) {
        return read(pid, "status")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith("VmRSS:")).findFirst())
                .map(line -> OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI))
                .orElse(OptionalLong.empty());
    }

    /** Processor time that a process has used since its start. */
    public Optional<Duration> cpu(long pid) {
        return read(pid, "stat").map(text -> {
            // The name stands in brackets and may hold anything, brackets and blanks too.
            var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            var ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
            return Duration.ofMillis(ticks * Duration.ofSeconds(1).toMillis() / TICKS_PER_SECOND);
        });
    }

    /** Bytes of memory that this process and its children can get now: of the machine, or of the container. */
    public OptionalLong availableBytes() {
        return LongStream.concat(memory("MemAvailable:").stream(), container().availableBytes().stream())
                .min();
    }

    /** Bytes of memory that the machine has, or the container. */
    public OptionalLong allBytes() {
        return memory("MemTotal:").stream().map(container()::within).findFirst();
    }

    /** Whose memory limit is ours. */
    private MemoryCgroup container() {
        return MemoryCgroup.of(
                root.resolve("..").normalize(), ProcessHandle.current().pid());
    }

    private OptionalLong memory(String field) {
        try {
            return Files.readString(root.resolve("meminfo"))
                    .lines()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private Optional<String> read(long pid, String file) {
        try {
            return Optional.of(Files.readString(root.resolve(Long.toString(pid)).resolve(file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
