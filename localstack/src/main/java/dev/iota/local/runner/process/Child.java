package dev.iota.local.runner.process;

import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.cloud.process.LogTail;
import dev.iota.cloud.process.MemoryCgroup;
import dev.iota.cloud.process.Supervised;
import dev.iota.core.base.FileReason;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A process that we started. Its output goes to its files by itself, so that nothing here has to be read for it to go
 * on.
 */
public final class Child {
    /** A large process that is killed takes so long at most until it is gone. */
    private static final Duration DYING = Duration.ofSeconds(10);

    private static final Predicate<String> ELSEWHERE =
            Pattern.compile("AWS_.*|(?i:(http|https|all|no)_proxy)").asMatchPredicate();

    private final Launch launch;
    private final Process process;
    private final long outStart;
    private final long logStart;
    private final Path root;
    private MemoryCgroup memory;
    private long oomKills;
    /** When the kernel last killed a process of the group. */
    private OptionalLong oomNanos = OptionalLong.empty();

    private Child(Launch launch, Process process, long outStart, long logStart, Path root) {
        this.launch = launch;
        this.process = process;
        this.outStart = outStart;
        this.logStart = logStart;
        this.root = root;
        this.memory = MemoryCgroup.of(root, process.pid());
        this.oomKills = memory.oomKills();
    }

    /** @throws RunnerException if the program cannot be started */
    public static Child start(Launch launch) {
        return start(launch, Path.of("/"));
    }

    /** @param root of the file system where the kernel says what it knows of the process; {@code /}, but in tests */
    static Child start(Launch launch, Path root) {
        return start(launch, ProcessBuilder.Redirect.appendTo(launch.out().toFile()), root);
    }

    /** The same; what it writes to its standard output has to be read from {@link #stream}, or it waits. */
    static Child startPiped(Launch launch, Path root) {
        return start(launch, ProcessBuilder.Redirect.PIPE, root);
    }

    private static Child start(Launch launch, ProcessBuilder.Redirect output, Path root) {
        try {
            var outStart = lengthOf(launch.out());
            var logStart = lengthOf(launch.log());
            var builder = new ProcessBuilder(launch.command())
                    .redirectOutput(output)
                    .redirectError(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            // A local run asks nothing of what its user has set for clouds and networks elsewhere.
            builder.environment().keySet().removeIf(ELSEWHERE);
            builder.environment().putAll(launch.environment());
            var process = Supervised.start(builder);
            process.getOutputStream().close();
            return new Child(launch, process, outStart, logStart, root);
        } catch (IOException e) {
            throw new RunnerException(
                    e, "cannot start %s: %s", launch.name(), new LocalDisk(directory(launch.log())).reason(e));
        }
    }

    private static long lengthOf(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.exists(file) ? Files.size(file) : 0;
    }

    public Launch launch() {
        return launch;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Exit status, as the shell counts it: 128 + signal for a killed process. Only after its end. */
    public int exitStatus() {
        return process.exitValue();
    }

    /** Waits for its end; false if it lives on. */
    public boolean await(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Remembers what has to be known while it lives: who kills it later is found by what changed. Its control group may
     * be another one than at its start.
     */
    synchronized void look() {
        var found = MemoryCgroup.of(root, process.pid());
        // While a process ends, the kernel takes it out of its group.
        var now = memory.isInside(found) ? memory : found;
        var kills = now.oomKills();
        if (process.isAlive()) {
            if (now.equals(memory) && kills > oomKills) {
                oomNanos = OptionalLong.of(System.nanoTime());
            }
            memory = now;
            oomKills = kills;
        }
    }

    /** Why it ended. Only after its end. */
    public synchronized Death death() {
        return Death.of(new Death.Evidence(
                exitStatus(), lines(launch.log(), logStart), isOutOfMemory(), memory.limitBytes(), fullDisk()));
    }

    /** The same as a clause, with its log where the process itself gave no reason. Only after its end. */
    public String why() {
        var reason = death().reason();
        return LastWord.in(lines(launch.log(), logStart)).isPresent()
                ? reason
                : "%s (its log is %s)".formatted(reason, launch.log());
    }

    /** The kernel counts a kill some time before the process is gone. */
    private boolean isOutOfMemory() {
        var isRecent = oomNanos.isPresent() && System.nanoTime() - oomNanos.getAsLong() < DYING.toNanos();
        return isRecent || memory.oomKills() > oomKills;
    }

    private Optional<String> fullDisk() {
        var disk = new LocalDisk(directory(launch.log()));
        return exitStatus() == LastWord.DISK_STATUS ? disk.lessThan(Long.MAX_VALUE) : disk.full();
    }

    /** Asks it to end (SIGTERM) and returns at once. */
    void terminate() {
        process.destroy();
    }

    /** Ends it (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    /** What this life has written to its standard output so far, line by line. */
    public List<String> output() {
        return lines(launch.out(), outStart);
    }

    /** What it writes to its standard output, if that is read here. */
    InputStream stream() {
        return process.getInputStream();
    }

    /** The last line that it wrote, for a message about its end. */
    public String lastWords() {
        return LogTail.lastLine(lines(launch.log(), logStart));
    }

    private static Path directory(Path file) {
        return file.toAbsolutePath().resolveSibling("");
    }

    private static List<String> lines(Path file, long from) {
        try (var channel = Files.newByteChannel(file)) {
            var in = Channels.newInputStream(channel.position(from));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new RunnerException(e, "cannot read what a process wrote to %s: %s", file, FileReason.of(e));
        }
    }
}
